using System.Collections.Concurrent;
using System.Threading.Channels;
using Parley.Audio;
using Parley.Audio.Codecs;

namespace Parley.Server.Sockets.Bots;

/// <summary>
/// A bot's ear and mouth in the room. Bots send whole sentences at once, and rely on it that they are kept, played at the pace of speech, and dropped when they say so. The media thread takes
/// and gives; nothing locks.
/// </summary>
internal sealed class BotPort : IAudioPort
{
    private const int Tick = 160;
    private const int MostTicksUnheard = 100;            // 2 s that the bot does not read
    private const long MostQueued = 10 * 60 * 8000;      // 10 minutes of speech

    private readonly ConcurrentQueue<Piece> _queue = new();
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>(new() { SingleReader = true });
    private readonly Channel<byte[]> _free = Channel.CreateUnbounded<byte[]>();
    private readonly byte[] _tick = new byte[Tick];
    private long _queued;
    private int _generation;
    private Piece? _current;
    private int _position;

    public BotPort()
    {
        for (var i = 0; i < MostTicksUnheard; i++)
        {
            _free.Writer.TryWrite(new byte[Tick]);
        }
    }

    public int SampleRate => 8000;

    /// <summary>What there is to tell the bot, in order.</summary>
    public ChannelReader<Heard> ToTell => _heard.Reader;

    /// <summary>Gives a buffer back whose sound was told.</summary>
    public void Release(byte[] sound) => _free.Writer.TryWrite(sound);

    /// <summary>Queues speech.</summary>
    /// <returns><see langword="false"/> when too much is queued already.</returns>
    public bool TryPlay(byte[] sound)
    {
        if (Interlocked.Read(ref _queued) + sound.Length > MostQueued)
        {
            return false;
        }

        Interlocked.Add(ref _queued, sound.Length);
        _queue.Enqueue(new(sound, null, Volatile.Read(ref _generation)));
        return true;
    }

    /// <summary>Queues a mark, which is told when all before it has been played, or dropped.</summary>
    public void Mark(string name) => _queue.Enqueue(new([], name, Volatile.Read(ref _generation)));

    /// <summary>Drops what is queued.</summary>
    public void Clear() => Interlocked.Increment(ref _generation);

    /// <summary>Tells a key that was pressed.</summary>
    public void Press(char digit) => _heard.Writer.TryWrite(new(null, null, digit));

    /// <summary>There is nothing more to tell.</summary>
    public void Complete() => _heard.Writer.TryComplete();

    public bool Read(Span<short> samples)
    {
        var generation = Volatile.Read(ref _generation);
        var filled = 0;
        while (filled < Tick && Next() is { } piece)
        {
            if (piece.Mark is { } name)
            {
                _heard.Writer.TryWrite(new(null, name, null));
                Drop();
                continue;
            }

            var count = piece.Generation == generation ? Math.Min(Tick - filled, piece.Sound.Length - _position) : 0;
            piece.Sound.AsSpan(_position, count).CopyTo(_tick.AsSpan(filled));
            (filled, _position) = (filled + count, _position + count);
            if (count == 0 || _position == piece.Sound.Length)
            {
                Interlocked.Add(ref _queued, -piece.Sound.Length);
                Drop();
            }
        }

        if (filled == 0)
        {
            samples.Clear();
            return false;
        }

        _tick.AsSpan(filled).Fill(G711.MuLawSilence);
        G711.DecodeMuLaw(_tick, samples);
        return true;
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        if (_free.Reader.TryRead(out var sound))
        {
            G711.EncodeMuLaw(samples, sound);
            _heard.Writer.TryWrite(new(sound, null, null));
        }
    }

    private Piece? Next()
    {
        if (_current is null && _queue.TryDequeue(out var next))
        {
            (_current, _position) = (next, 0);
        }

        return _current;
    }

    private void Drop() => (_current, _position) = (null, 0);

    /// <summary>Something to tell: sound, a mark that was played, or a key.</summary>
    public readonly record struct Heard(byte[]? Sound, string? Mark, char? Digit);

    private sealed record Piece(byte[] Sound, string? Mark, int Generation);
}
