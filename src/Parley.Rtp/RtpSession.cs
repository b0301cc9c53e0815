using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Parley.Rtp.Jitter;
using Parley.Rtp.Packets;
using Parley.Rtp.Rtcp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>
/// One audio stream of a call (RFC 3550), driven by the media tick: each tick calls <see cref="Poll"/>, then <see cref="Take"/>, then either
/// <see cref="Send"/> or <see cref="Skip"/>, all from the one media thread, and none of them blocks, locks or allocates in steady state.
/// Everything else may be called from any thread and takes effect at the next tick.
/// </summary>
public sealed class RtpSession : IDisposable
{
    private const int ClockRate = PayloadFormat.Clock;
    private const int LargestDatagram = 2048;
    private const int MostDatagramsPerPoll = 128;
    private const int PacketsToLock = 5;
    private const int MostUnreadDigits = 256;
    private static readonly TimeSpan DefaultDigitTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestDigit = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDigit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(10);

    private readonly RtpPortPair _ports;
    private readonly RtpClock _clock;
    private readonly PeerAddress _peer;
    private readonly SrtpContext _crypto = new();
    private readonly RtpSender _sender;
    private readonly RtpReceiver _receiver;
    private readonly RtcpReporter _reporter;
    private readonly IRtpWatcher? _watcher;
    private readonly ushort _port;
    private readonly Random _random;
    private readonly Channel<ReceivedDigit> _digits = Channel.CreateBounded<ReceivedDigit>(
        new BoundedChannelOptions(MostUnreadDigits) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile NegotiatedAudio _audio;
    private NegotiatedAudio? _applied;
    private TimeSpan _silentSince;
    private long _silence;
    private bool _hasMovedSsrc;
    private int _disposed;

    /// <summary>Opens the session; nothing is sent before the first tick.</summary>
    /// <param name="ports">The bound sockets, which the session takes over and closes.</param>
    /// <param name="audio">What was negotiated.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="time">The clock of reports and statistics.</param>
    /// <exception cref="ArgumentException">The codec is none that can be carried, or an option is out of range.</exception>
    public RtpSession(RtpPortPair ports, NegotiatedAudio audio, RtpSessionOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(ports);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Tick, TimeSpan.FromMilliseconds(10), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Tick, TimeSpan.FromMilliseconds(60), nameof(options));
        _audio = Check(audio);
        _ports = ports;
        _clock = new(time);
        _random = options.Random ?? new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        TickBytes = (int)(options.Tick.Ticks * ClockRate / TimeSpan.TicksPerSecond);
        var name = options.CanonicalName ?? _random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        _peer = new(SocketEndPoint.From(audio.Remote), options.FollowSource, PacketsToLock);
        _watcher = options.Watcher;
        _port = (ushort)ports.Rtp.LocalEndPoint.Port;
        _sender = new(ports.Rtp, _peer, _crypto, TickBytes, _random, time, _watcher);
        _receiver = new(_peer, TickBytes, options.Jitter, _digits.Writer);
        var reports = new PeerAddress(SocketEndPoint.From(audio.RemoteRtcp), options.FollowSource);
        _reporter = new(ports.Rtcp, reports, _crypto, _sender, _receiver, _clock, ClockRate, name, _random, _watcher);
    }

    /// <summary>What the session goes by: that of the last <see cref="Update"/>.</summary>
    public NegotiatedAudio Audio => _audio;

    /// <summary>The units of one tick, 8,000 to the second: the bytes that <see cref="Take"/> gives and, with a codec of one byte per unit, that <see cref="Send"/> takes.</summary>
    public int TickBytes { get; }

    /// <summary>Where we receive media: what SDP announces, unless a public address stands in front.</summary>
    public IPEndPoint LocalEndPoint => _ports.LocalEndPoint;

    /// <summary>Where media goes at this moment: the SDP's address, or the source that was latched to. Media thread.</summary>
    public SocketEndPoint Destination => _peer.Destination;

    /// <summary>The keys that the far end presses, each once; completes when the session is disposed. The oldest are dropped beyond 256 unread ones.</summary>
    public ChannelReader<ReceivedDigit> Digits => _digits.Reader;

    /// <summary>Whether queued digits are still being sent.</summary>
    public bool IsSendingDigits => _sender.Digits.IsBusy;

    /// <summary>
    /// A snapshot of the counters; cheap, any thread. Each number is right, though two of them may be a packet apart while a tick runs.
    /// </summary>
    public RtpStatistics Statistics => new()
    {
        PacketsSent = _sender.PacketsSent,
        OctetsSent = _sender.OctetsSent,
        SendFailures = _sender.Failures,
        PacketsReceived = _receiver.PacketsReceived,
        OctetsReceived = _receiver.OctetsReceived,
        PacketsLost = _receiver.LostBefore + _receiver.Sequence.Missing,
        PacketsLate = _receiver.PacketsLate,
        PacketsDuplicated = _receiver.PacketsDuplicated,
        PacketsDiscarded = _receiver.Buffer.Discarded,
        PacketsInvalid = _receiver.PacketsInvalid,
        PacketsForeign = _receiver.PacketsForeign,
        PacketsForged = _crypto.Forged,
        PacketsReplayed = _crypto.Replayed,
        TicksConcealed = _receiver.Buffer.Concealed,
        TicksPlayed = _receiver.Buffer.Tally.Played,
        TicksMissed = _receiver.Buffer.Tally.Missed,
        Gaps = _receiver.Buffer.Tally.Gaps,
        MeanBufferDelay = TimeSpan.FromSeconds(_receiver.Buffer.Tally.MeanDelay / ClockRate),
        Encoding = _audio.Encoding,
        EncodingClockRate = _audio.Codec.ClockRate,
        PacketTime = _audio.PacketTime,
        TimeLengthened = TimeSpan.FromSeconds((double)_receiver.Buffer.Stretch.Lengthened / ClockRate),
        TimeShortened = TimeSpan.FromSeconds((double)_receiver.Buffer.Stretch.Shortened / ClockRate),
        ReportsSent = _reporter.ReportsSent,
        ReportsReceived = _reporter.ReportsReceived,
        Jitter = _receiver.Jitter,
        RemoteJitter = Known(_reporter.RemoteJitterUnits) is { } units ? TimeSpan.FromSeconds((double)units / _sender.ClockRate) : null,
        RemotePacketsLost = (int?)Known(_reporter.RemoteLost),
        RoundTrip = Known(_reporter.RoundTripTicks) is { } roundTrip ? TimeSpan.FromTicks(roundTrip) : null,
        BufferDelay = TimeSpan.FromSeconds((double)_receiver.Buffer.Buffered / ClockRate),
        FirstReceivedAt = TimeOf(_receiver.FirstAt),
        LastReceivedAt = TimeOf(_receiver.LastAt),
        RemoteSaidGoodbye = _reporter.RemoteSaidGoodbye,
    };

    /// <summary>
    /// How long nothing has come although it should have, neither sound nor a report, as far as <see cref="Poll"/> has looked. Zero while nothing has to come: when
    /// sound does not flow both ways (hold), and when a far end that sends no reports has gone over to comfort noise. Any thread.
    /// </summary>
    public TimeSpan Silence => TimeSpan.FromTicks(Volatile.Read(ref _silence));

    /// <summary>Media thread: takes in what has arrived, and sends reports when due.</summary>
    public void Poll()
    {
        ApplyUpdate();
        Span<byte> datagram = stackalloc byte[LargestDatagram]; // Not the session's own: memory that many sessions have in common stays in the processor's cache.
        TakeIn(datagram);
    }

    private void TakeIn(Span<byte> datagram)
    {
        var now = _clock.Now;
        var before = _receiver.PacketsReceived + _reporter.ReportsReceived;
        for (var i = 0; i < MostDatagramsPerPoll && _ports.Rtp.TryReceive(datagram, out var length, out var from); i++)
        {
            Receive(datagram[..length], from, now);
        }

        for (var i = 0; i < MostDatagramsPerPoll && _ports.Rtcp.TryReceive(datagram, out var length, out var from); i++)
        {
            if (ReceiveReport(datagram[..length], from, now, _port + 1, out var isOfStream) && !_reporter.Peer.Accept(from, now) && isOfStream)
            {
                _reporter.Peer.TryFollow(from); // A NAT has bound the reports' port anew, too.
            }
        }

        _reporter.SendIfDue(now);
        NoteSilence(now, hasHeard: _receiver.PacketsReceived + _reporter.ReportsReceived > before);
    }

    /// <summary>
    /// Media thread: takes what this tick plays. Payload of one byte per unit (G.711, G.722) is given as it came. Of other codecs each unit is a stand-in for the packet that it is of,
    /// to be given to <see cref="TryGetPacket"/>.
    /// </summary>
    /// <param name="payload">Receives a frame's payload; at least <see cref="TickBytes"/> long.</param>
    public JitterFrame Take(Span<byte> payload) => _receiver.Buffer.Take(payload);

    /// <summary>Whether a payload type that came in is given as stand-ins rather than as payload.</summary>
    public static bool IsGivenWhole(CodecDescription codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return PayloadFormat.TryGet(codec, out var format) && !format.IsPlain;
    }

    /// <summary>Media thread: the packet that a unit of a frame stands for.</summary>
    public bool TryGetPacket(byte standIn, out StoredPacket packet) => _receiver.Store.TryGet(standIn, out packet);

    /// <summary>Media thread: a packet by its number, when it has come and cannot have been overtaken: to restore the one before it.</summary>
    public bool TryFindPacket(long sequence, out StoredPacket packet) => _receiver.Store.TryFind(sequence, out packet);

    /// <summary>Media thread: how loud the noise is that the far end wants to be heard in its silence (RFC 3389), in -dBov; <see langword="null"/> for none.</summary>
    public byte? NoiseLevel => _receiver.NoiseLevel;

    /// <summary>
    /// Media thread: by how many timestamp units the sound taken should be made longer (above zero) or shorter (below zero), where <see cref="JitterBufferOptions.Stretches"/>
    /// says that it can be. Whole ticks, less what <see cref="NoteStretched"/> was told.
    /// </summary>
    public int StretchWanted => _receiver.Buffer.StretchWanted;

    /// <summary>Media thread: takes note of sound made longer (above zero) or shorter (below zero), in timestamp units.</summary>
    public void NoteStretched(int units) => _receiver.Buffer.NoteStretched(units);

    /// <summary>Any thread: when the first packet at or after a moment was handed to the network.</summary>
    /// <param name="timestamp">Of the session's clock.</param>
    /// <returns>A timestamp, or <see langword="null"/>; only the last second or so is remembered.</returns>
    public long? FirstPacketAfter(long timestamp) => _sender.SentTimes.FirstAfter(timestamp);

    /// <summary>Media thread: sends one tick of encoded sound. Swallowed while digits are sent and while we may not send (hold).</summary>
    /// <param name="payload">A tick: as many bytes as the codec has for that long; what came from the encoder for Opus.</param>
    public void Send(ReadOnlySpan<byte> payload)
    {
        ApplyUpdate();
        _sender.Send(payload);
    }

    /// <summary>Media thread: lets one tick pass without sound; the timestamp moves on, and the next packet starts a talk spurt.</summary>
    public void Skip()
    {
        ApplyUpdate();
        _sender.Skip();
    }

    /// <summary>Media thread: lets one tick pass with a packet of comfort noise (RFC 3389), where it was agreed on; the next packet of sound starts a talk spurt.</summary>
    /// <param name="level">How loud the noise is, in -dBov, 0 to 127.</param>
    public void SendNoise(byte level)
    {
        ApplyUpdate();
        _sender.SendNoise(level);
    }

    /// <summary>Any thread: queues keys to send as telephone-events (RFC 4733). They wait while we may not send (hold).</summary>
    /// <param name="digits">0-9, *, #, A-D.</param>
    /// <param name="duration">How long each is held, 50 to 2,000 ms; 100 ms when <see langword="null"/>.</param>
    /// <param name="gap">The pause behind each, at most 10 s; 100 ms when <see langword="null"/>.</param>
    /// <returns>
    /// Completes with <see langword="true"/> once the last one is sent whole, with <see langword="false"/> when the session ended before, or
    /// the far end takes no telephone-events.
    /// </returns>
    /// <exception cref="ArgumentException">Another character, or a time out of range.</exception>
    public Task<bool> SendDigitsAsync(string digits, TimeSpan? duration = null, TimeSpan? gap = null)
    {
        ArgumentNullException.ThrowIfNull(digits);
        var held = duration ?? DefaultDigitTime;
        var pause = gap ?? DefaultDigitTime;
        ArgumentOutOfRangeException.ThrowIfLessThan(held, ShortestDigit, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(held, LongestDigit, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfLessThan(pause, TimeSpan.Zero, nameof(gap));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pause, LongestGap, nameof(gap));
        var codes = new byte[digits.Length];
        for (var i = 0; i < digits.Length; i++)
        {
            if (!TelephoneEvent.TryGetCode(digits[i], out codes[i]))
            {
                throw new ArgumentException($"'{digits[i]}' is not a key of a telephone.", nameof(digits));
            }
        }

        if (_audio.TelephoneEventPayloadType is null || Volatile.Read(ref _disposed) != 0)
        {
            return Task.FromResult(false);
        }

        if (codes.Length == 0)
        {
            return Task.FromResult(true);
        }

        var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sender.Digits.Enqueue(new(codes, Units(held), Units(pause), sent));
        if (Volatile.Read(ref _disposed) != 0)
        {
            sent.TrySetResult(false);
        }

        return sent.Task;
    }

    /// <summary>Any thread: goes over to what a re-INVITE negotiated (other address, codec, hold, resume).</summary>
    public void Update(NegotiatedAudio audio) => _audio = Check(audio);

    /// <summary>Says goodbye by RTCP and closes the sockets. Call it when the media thread no longer drives this session.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _reporter.SayGoodbye(_sender.Ssrc, _clock.Now);
        _ports.Dispose();
        End();
    }

    /// <summary>
    /// Ends it without a word and leaves the sockets to whoever opened them: another session goes on with them, and a goodbye could be taken for the end of the call. Call it when the media thread
    /// no longer drives this session.
    /// </summary>
    public void LetGo()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            End();
        }
    }

    private void End()
    {
        _sender.Digits.Abort();
        _crypto.Dispose();
        _digits.Writer.TryComplete();
    }

    private static uint Units(TimeSpan time) => (uint)(time.Ticks * ClockRate / TimeSpan.TicksPerSecond);

    private static long? Known(long value) => value == RtcpReporter.Unknown ? null : value;

    private static NegotiatedAudio Check(NegotiatedAudio audio)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return PayloadFormat.TryGet(audio.Codec, out _)
            ? audio
            : throw new ArgumentException($"{audio.Codec}: its packets cannot be told apart in time, so it cannot be carried.", nameof(audio));
    }

    private DateTimeOffset? TimeOf(long moment) => moment == RtpReceiver.Never ? null : _clock.ToTime(TimeSpan.FromTicks(moment));

    private void ApplyUpdate()
    {
        var audio = _audio;
        if (ReferenceEquals(audio, _applied))
        {
            return;
        }

        _applied = audio;
        _crypto.Apply(audio.Srtp);
        _peer.Announce(SocketEndPoint.From(audio.Remote));
        _reporter.Peer.Announce(SocketEndPoint.From(audio.RemoteRtcp));
        _sender.Apply(audio);
        _receiver.Apply(audio);
    }

    private void NoteSilence(TimeSpan now, bool hasHeard)
    {
        var mayBeSilent = _audio.Direction != MediaDirection.SendReceive || (_receiver.EndsInComfortNoise && _reporter.ReportsReceived == 0);
        if (hasHeard || mayBeSilent)
        {
            _silentSince = now;
        }

        Volatile.Write(ref _silence, (now - _silentSince).Ticks);
    }

    private void Receive(Span<byte> datagram, SocketEndPoint from, TimeSpan now)
    {
        if (RtpPacket.LooksLikeRtcp(datagram))
        {
            ReceiveReport(datagram, from, now, _port, out _);
        }
        else if (_crypto.TryUnprotect(ref datagram, isRtcp: false) && TakeSound(datagram, from, now) == _sender.Ssrc && !_hasMovedSsrc)
        {
            // The far end chose our number (RFC 3550, section 8.2): we take another, once. One that follows is an echo of ourselves.
            _hasMovedSsrc = true;
            _reporter.SayGoodbye(_sender.Ssrc, now);
            _sender.Ssrc = (uint)_random.NextInt64(1, uint.MaxValue + 1L);
        }
    }

    private uint? TakeSound(ReadOnlySpan<byte> datagram, SocketEndPoint from, TimeSpan now)
    {
        _watcher?.Saw(new(false, _receiver.KindOf(datagram), _port, from), datagram);
        return _receiver.Receive(datagram, from, now);
    }

    private bool ReceiveReport(Span<byte> datagram, SocketEndPoint from, TimeSpan now, int port, out bool isOfStream)
    {
        isOfStream = false;
        var isKnownHost = from.IsSameHostAs(_peer.Destination) || from.IsSameHostAs(_reporter.Peer.Announced);
        if (isKnownHost && !_crypto.TryUnprotect(ref datagram, isRtcp: true))
        {
            return false;
        }

        if (isKnownHost && _reporter.Receive(datagram, now, out isOfStream))
        {
            _watcher?.Saw(new(false, RtpDatagramKind.Report, (ushort)port, from), datagram);
            return true;
        }

        _receiver.PacketsInvalid++;
        return false;
    }
}
