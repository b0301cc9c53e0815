using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sip;
using Parley.Sip.Parsing;

namespace Parley.Telephony.Capture;

/// <summary>
/// The captures of a switchboard's calls: shows each its SIP messages by their Call-ID, and writes all their files, one after the other, beside the calls. A disk that hangs holds up
/// this one writer and nothing else.
/// </summary>
internal sealed partial class CallCaptures : ISipWatcher, IAsyncDisposable
{
    private const int MostUnclaimed = 256;
    private const int MostMessagesUnclaimed = 8;
    private const int LargestUnclaimed = 8 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long after its end a call's messages are still taken in: as long as a BYE that is not answered is repeated (RFC 3261, timer F).</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(32);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CallCapture> _byCallId = [];
    private readonly Dictionary<string, List<CapturedMessage>> _unclaimed = [];
    private readonly Queue<string> _unclaimedOrder = new();
    private readonly List<CallCapture> _captures = [];
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Task _writing;

    private CallCaptures(CallCaptureOptions options, CaptureFiles files, TimeProvider time, ILoggerFactory? loggers)
    {
        (Options, Files, Time) = (options, files, time);
        _logger = loggers?.CreateLogger<CallCaptures>() ?? NullLogger<CallCaptures>.Instance;
        _timer = new(Interval, time);
        _writing = RunAsync();
    }

    public CallCaptureOptions Options { get; }

    public CaptureFiles Files { get; }

    public TimeProvider Time { get; }

    /// <summary>Starts to capture.</summary>
    /// <exception cref="ArgumentException">The folder cannot be written to; the text says why.</exception>
    public static CallCaptures Start(CallCaptureOptions options, TimeProvider time, ILoggerFactory? loggers, CaptureFiles? files = null)
    {
        files ??= new(options.Directory);
        files.Prepare();
        return new(options, files, time, loggers);
    }

    /// <summary>Begins the capture of a leg that is to be captured.</summary>
    /// <param name="leg">The leg; nothing of it has happened yet.</param>
    /// <param name="owner">The session that it belongs to, if that is known.</param>
    /// <param name="callId">The Call-ID of its first INVITE.</param>
    /// <param name="isWanted">What was asked for, if anything was.</param>
    public void Begin(CallLeg leg, string? owner, string callId, bool? isWanted)
    {
        if (!(isWanted ?? Options.CapturesAll))
        {
            return;
        }

        var capture = new CallCapture(this, leg, Files.PathOf(owner, leg.Id));
        lock (_gate)
        {
            _captures.Add(capture);
        }

        leg.Capture = capture;
        leg.Media.Watcher = capture;
        capture.Follow(callId);
    }

    /// <summary>Shows a capture what has that Call-ID, and what came with it before.</summary>
    public void Register(string callId, CallCapture capture)
    {
        lock (_gate)
        {
            _byCallId[callId] = capture;
            if (_unclaimed.Remove(callId, out var before))
            {
                before.ForEach(capture.Add);
            }
        }
    }

    /// <inheritdoc/>
    public void Saw(in SipSighting message)
    {
        if (!CallIdHeader.TryFind(message.Bytes.Span, out var callId))
        {
            return;
        }

        CallCapture? capture;
        lock (_gate)
        {
            if (!_byCallId.TryGetValue(callId, out capture) && !MayBeClaimed(callId, message))
            {
                return;
            }
        }

        var taken = new CapturedMessage(Time.GetUtcNow(), message.IsSent, message.Transport, message.Remote, message.Bytes.ToArray());
        if (capture is not null)
        {
            capture.Add(taken);
            return;
        }

        lock (_gate)
        {
            if (_byCallId.TryGetValue(callId, out capture))
            {
                capture.Add(taken);
            }
            else
            {
                Keep(callId, taken);
            }
        }
    }

    /// <summary>Says that a capture ended before its call.</summary>
    public void Warn(string legId, Exception error) => Log.Failed(_logger, legId, error);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _writing;
        WriteAll(closes: true);
    }

    // A call that comes in has no leg yet as its INVITE is read.
    private bool MayBeClaimed(string callId, in SipSighting message) =>
        Options.CapturesAll && message.Bytes.Length <= LargestUnclaimed && (_unclaimed.ContainsKey(callId) || (!message.IsSent && message.Bytes.Span.StartsWith("INVITE "u8)));

    private void Keep(string callId, CapturedMessage message)
    {
        if (!_unclaimed.TryGetValue(callId, out var messages))
        {
            _unclaimed[callId] = messages = [];
            _unclaimedOrder.Enqueue(callId);
            if (_unclaimedOrder.Count > MostUnclaimed)
            {
                _unclaimed.Remove(_unclaimedOrder.Dequeue());
            }
        }

        if (messages.Count < MostMessagesUnclaimed)
        {
            messages.Add(message);
        }
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            WriteAll(closes: false);
        }
    }

    private void WriteAll(bool closes)
    {
        CallCapture[] captures;
        lock (_gate)
        {
            captures = [.. _captures];
        }

        var now = Time.GetUtcNow();
        foreach (var capture in captures)
        {
            var isDone = closes || capture.EndedAt + Aftermath <= now;
            capture.Write(_output, isDone);
            if (isDone)
            {
                Forget(capture);
            }
        }
    }

    private void Forget(CallCapture capture)
    {
        if (capture.Dropped > 0)
        {
            Log.Dropped(_logger, capture.Path, capture.Dropped);
        }

        lock (_gate)
        {
            _captures.Remove(capture);
            foreach (var callId in capture.CallIds)
            {
                if (_byCallId.GetValueOrDefault(callId) == capture)
                {
                    _byCallId.Remove(callId);
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The capture of call {LegId} ended early, and the call goes on: its file cannot be written.")]
        public static partial void Failed(ILogger logger, string legId, Exception error);

        [LoggerMessage(2, LogLevel.Warning, "The capture {Path} lacks {Packets} packets: the disk did not keep up, or the file had its largest size.")]
        public static partial void Dropped(ILogger logger, string path, long packets);
    }
}
