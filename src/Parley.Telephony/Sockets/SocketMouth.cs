using System.Threading.Channels;
using Parley.Telephony.Signalling;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Telephony.Sockets;

/// <summary>What goes out on a socket: sound, a tick at a time, and what is said beside it, in one order. The media thread puts sound in; a task of its own sends.</summary>
internal sealed class SocketMouth
{
    private const int MostTicks = 100;           // 2 s that the far end does not take
    private const int TicksBeforeSilence = 10;   // Then nothing is sent: providers play what they have, and their stores run empty.
    private const int TicksUntilStuck = 500;
    private const string LastMark = "parley-end";

    private readonly SocketPeer _peer;
    private readonly SocketDialect _dialect;
    private readonly SocketStart _call;
    private readonly Channel<Block> _free = Channel.CreateUnbounded<Block>();
    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(new() { SingleReader = true });
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _played = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _generation;
    private int _silentTicks = TicksBeforeSilence;
    private int _ticksStuck;
    private int _marks;
    private bool _isMarked = true;

    public SocketMouth(SocketPeer peer, SocketDialect dialect, SocketStart call)
    {
        (_peer, _dialect, _call) = (peer, dialect, call);
        for (var i = 0; i < MostTicks; i++)
        {
            _free.Writer.TryWrite(new(new short[call.Format.SampleRate / 50]));
        }
    }

    /// <summary>Messages with sound that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Ticks that were not sent because the far end takes no more.</summary>
    public long Dropped { get; private set; }

    /// <summary>Completes when the far end has taken nothing for ten seconds.</summary>
    public Task Stuck => _stuck.Task;

    /// <summary>The media thread: one tick of sound.</summary>
    public void Say(ReadOnlySpan<short> samples)
    {
        _silentTicks = samples.ContainsAnyExcept((short)0) ? 0 : _silentTicks + 1;
        if (_silentTicks > TicksBeforeSilence)
        {
            if (!_isMarked)
            {
                _isMarked = true;
                _items.Writer.TryWrite(new(null, null, ++_marks));
            }

            return;
        }

        _isMarked = false;
        if (!_free.Reader.TryRead(out var block))
        {
            Dropped++;
            if (++_ticksStuck == TicksUntilStuck)
            {
                _stuck.TrySetResult();
            }

            return;
        }

        _ticksStuck = 0;
        samples[..block.Samples.Length].CopyTo(block.Samples);
        block.Generation = Volatile.Read(ref _generation);
        _items.Writer.TryWrite(new(block, null, 0));
    }

    /// <summary>Nothing that was said until now is to be heard any more.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _generation);
        Tell(_dialect.WriteClear(_call));
    }

    /// <summary>Sends a message beside the sound.</summary>
    public void Tell(byte[]? message)
    {
        if (message is not null)
        {
            _items.Writer.TryWrite(new(null, message, 0));
        }
    }

    /// <summary>The far end has played all up to a mark of ours.</summary>
    public void Hear(string mark)
    {
        if (mark == LastMark)
        {
            _played.TrySetResult();
        }
    }

    /// <summary>Sends until <see cref="EndAsync"/>, or until the socket breaks.</summary>
    public async Task RunAsync()
    {
        while (await _items.Reader.WaitToReadAsync())
        {
            while (_items.Reader.TryRead(out var item))
            {
                if (Write(item) is { } message && !await _peer.SendAsync(message, _dialect.IsText))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Takes nothing more. While somebody listens, waits until what was taken has been played there, or as long as that may take; else it is dropped.</summary>
    /// <param name="sending">What <see cref="RunAsync"/> gave.</param>
    /// <param name="isHeard">Whether somebody listens.</param>
    /// <param name="patience">Fires when it takes too long.</param>
    public async Task EndAsync(Task sending, bool isHeard, CancellationToken patience)
    {
        try
        {
            Interlocked.Add(ref _generation, isHeard ? 0 : 1);
            var mark = isHeard && Sent > 0 ? _dialect.WriteMark(_call, LastMark) : null;
            Tell(mark);
            _items.Writer.TryComplete();
            await sending.UntilAsync(patience);
            if (mark is not null)
            {
                await _played.Task.UntilAsync(patience);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever does not say that it has played it has had its time.
        }
    }

    private static string NameOf(int mark) => $"parley-{mark}";

    private byte[]? Write(Item item)
    {
        if (item.Block is not { } block)
        {
            return item.Message ?? _dialect.WriteMark(_call, NameOf(item.Mark));
        }

        var message = block.Generation == Volatile.Read(ref _generation) ? _dialect.WriteSound(_call, _call.Format.Encode(block.Samples)) : null;
        Sent += message is null ? 0 : 1;
        _free.Writer.TryWrite(block);
        return message;
    }

    private readonly record struct Item(Block? Block, byte[]? Message, int Mark);

    private sealed class Block(short[] samples)
    {
        public short[] Samples => samples;

        public int Generation { get; set; }
    }
}
