using System.Collections.Concurrent;
using System.Threading.Channels;
using Parley.Audio.Tones;
using Parley.Rtp.TelephoneEvents;

namespace Parley.Telephony.Media;

/// <summary>Keys as tones in the sound of a leg, both ways. The media thread's, but for queueing and reading.</summary>
internal sealed class InBandKeys(int sampleRate)
{
    private const int MostUnread = 64;
    private const double Pause = 100;

    private readonly DtmfDetector _detector = new(sampleRate);
    private readonly ConcurrentQueue<(ToneGenerator Tones, TaskCompletionSource<bool> Sent)> _queue = new();
    private readonly Channel<ReceivedDigit> _heard = Channel.CreateBounded<ReceivedDigit>(new BoundedChannelOptions(MostUnread) { FullMode = BoundedChannelFullMode.DropOldest });
    private volatile bool _isClosed;

    /// <summary>The keys heard; completes when the leg is over.</summary>
    public ChannelReader<ReceivedDigit> Heard => _heard.Reader;

    /// <summary>Any thread: queues keys to be sounded.</summary>
    /// <returns>Completes with <see langword="true"/> once the last one is sounded, with <see langword="false"/> when the leg is over before.</returns>
    public Task<bool> SendAsync(string keys, TimeSpan held)
    {
        var segments = keys.SelectMany(key => DtmfTones.TryGetFrequencies(key, out var low, out var high)
            ? (ToneSegment[])[new(low, high, held), ToneSegment.Off(Pause)]
            : []);
        var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue((new(new([.. segments], Repeats: false) { LevelDbm0 = -9 }, sampleRate), sent));
        if (_isClosed)
        {
            sent.TrySetResult(false);
        }

        return sent.Task;
    }

    /// <summary>Puts the tones that are due in the place of what is to be sent.</summary>
    /// <returns><see langword="false"/> when none are, and nothing was touched.</returns>
    public bool TrySound(Span<short> samples)
    {
        if (!_queue.TryPeek(out var current))
        {
            return false;
        }

        if (current.Tones.Generate(samples) < samples.Length && _queue.TryDequeue(out _))
        {
            current.Sent.TrySetResult(true);
        }

        return true;
    }

    /// <summary>Listens to a tick of what came in.</summary>
    public void Listen(ReadOnlySpan<short> samples)
    {
        if (_detector.Hear(samples) is { } key)
        {
            _heard.Writer.TryWrite(new(key.Key, (byte)Math.Clamp(-key.LevelDbm0, 0, 63)));
        }
    }

    /// <summary>The leg is over.</summary>
    public void Close()
    {
        _isClosed = true;
        _heard.Writer.TryComplete();
        while (_queue.TryDequeue(out var waiting))
        {
            waiting.Sent.TrySetResult(false);
        }
    }
}
