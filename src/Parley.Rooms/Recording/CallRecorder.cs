using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Audio.Wav;

namespace Parley.Rooms;

/// <summary>
/// Records one participant as a stereo WAV file: left what it says, right what it hears. Samples are taken on the media tick into a ring and
/// written to the file by a task of its own, so that a slow or full disk never touches the call: what cannot be written is dropped, told, and silence in the file, which
/// so stays in step with the media's time.
/// </summary>
public sealed partial class CallRecorder : IAsyncDisposable
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(100);
    private readonly short[] _ring;
    private readonly short[] _chunk;
    private readonly ILogger _logger;
    private readonly WavWriter _writer;
    private readonly PeriodicTimer _timer;
    private readonly Task _writing;
    private readonly ConcurrentQueue<(long At, long Samples)> _gaps = new();
    private long _written;
    private long _taken;
    private long _dropped;
    private long _owed;
    private bool _isPaused;

    /// <summary>Starts a recording.</summary>
    /// <param name="file">Where the WAV file goes; seekable. The recorder owns and closes it.</param>
    /// <param name="sampleRate">The room's rate, in Hz.</param>
    /// <param name="timeProvider">Paces the writing.</param>
    /// <param name="loggerFactory">Where a failing disk is told.</param>
    public CallRecorder(Stream file, int sampleRate, TimeProvider timeProvider, ILoggerFactory? loggerFactory = null)
    {
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CallRecorder>();
        _ring = new short[sampleRate * 2 * 2];
        _chunk = new short[_ring.Length];
        _writer = new WavWriter(file, sampleRate, channels: 2);
        _timer = new PeriodicTimer(WriteInterval, timeProvider);
        _writing = WriteAsync();
    }

    /// <summary>Why the recording ended early (a full disk, say), or <see langword="null"/> while all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>Samples per channel that were dropped because the disk did not keep up.</summary>
    public long DroppedSamples => Volatile.Read(ref _dropped);

    /// <summary>Whether silence is recorded in place of what is said and heard. Any thread.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused);
        set => Volatile.Write(ref _isPaused, value);
    }

    /// <summary>Closes the file, with everything recorded so far in it.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _writing;
        WriteDue();
        Try(_writer.Dispose);
    }

    /// <summary>Takes one tick of both sides. The media thread's: no wait, no allocation.</summary>
    internal void Write(ReadOnlySpan<short> said, ReadOnlySpan<short> heard)
    {
        var written = _written;
        if (Failure is not null || written - Volatile.Read(ref _taken) + (2 * said.Length) > _ring.Length)
        {
            Volatile.Write(ref _dropped, _dropped + said.Length);
            _owed += said.Length;
            return;
        }

        if (_owed > 0)
        {
            _gaps.Enqueue((written, _owed));
            _owed = 0;
        }

        var isPaused = IsPaused;
        for (var i = 0; i < said.Length; i++)
        {
            _ring[written++ % _ring.Length] = isPaused ? (short)0 : said[i];
            _ring[written++ % _ring.Length] = isPaused ? (short)0 : heard[i];
        }

        Volatile.Write(ref _written, written);
    }

    private async Task WriteAsync()
    {
        while (Failure is null && await _timer.WaitForNextTickAsync())
        {
            WriteDue();
        }
    }

    private void WriteDue()
    {
        while (_gaps.TryPeek(out var gap) && gap.At < Volatile.Read(ref _written))
        {
            WriteUntil(gap.At);
            _gaps.TryDequeue(out _);
            Array.Clear(_chunk);
            for (var left = 2 * gap.Samples; left > 0 && Failure is null; left -= _chunk.Length)
            {
                var silence = (int)Math.Min(left, _chunk.Length);
                Try(() => _writer.Write(_chunk.AsSpan(0, silence)));
            }
        }

        WriteUntil(Volatile.Read(ref _written));
    }

    private void WriteUntil(long end)
    {
        var taken = _taken;
        var count = (int)(end - taken);
        for (var i = 0; i < count; i++)
        {
            _chunk[i] = _ring[taken++ % _ring.Length];
        }

        Volatile.Write(ref _taken, taken);
        if (Failure is not null)
        {
            return;
        }

        Try(() => _writer.Write(_chunk.AsSpan(0, count)));
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (Failure is null)
            {
                Failure = fault.Message;
                Log.RecordingFailed(_logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A recording cannot be written any more; the call goes on without it")]
        public static partial void RecordingFailed(ILogger logger, Exception fault);
    }
}
