using System.Threading.Channels;
using Parley.Audio.Concealment;
using Parley.Audio.Tones;
using Parley.Rtp;
using Parley.Rtp.Jitter;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Telephony.Media;

/// <summary>
/// The sound of a leg: from its ports to linear samples and back. Silent until <see cref="Open"/>, and again after <see cref="Dispose"/>.
/// The media thread ticks it; everything else belongs to the leg's owner task. A flag that both exchange keeps the one from closing
/// sockets under the other's hands: the owner waits out a tick of microseconds, the tick never waits.
/// </summary>
internal sealed class LegMedia : IPlayoutSource, IDisposable
{
    /// <summary>The rate of the port, in Hz.</summary>
    public const int SampleRate = 8000;

    private const int Idle = 0;
    private const int Ticking = 1;
    private const int Shut = 2;
    public const int LargestPayload = 2048;
    private const int MostStalePackets = 8192;
    private const int TicksBeforeNoise = 10;
    private const int TicksBetweenNoise = 25;
    private const byte QuietNoise = 70;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly JitterBufferOptions Jitter = new() { Stretches = true };

    private readonly TimeProvider _time;
    private readonly Random? _random;
    private readonly SteadyPlayout _playout;
    private readonly LegDecoder _decoder = new();
    private readonly ComfortNoise _noise = new();
    private readonly short[] _tones = new short[SampleRate / 50];
    private int _gate = Shut;
    private int _earlyGate = Shut;
    private EarlyPlayout? _early;
    private bool _closed;
    private RtpSession? _session;
    private CodecMap? _codecs;
    private CodecMap? _agreed;
    private int _silentTicks;
    private RtpStatistics? _final;

    public LegMedia(RtpPortPair ports, TimeProvider time, Random? random)
    {
        (Ports, _time, _random) = (ports, time, random);
        _playout = new(SampleRate, Tick, this);
    }

    public RtpPortPair Ports { get; }

    /// <summary>Sees every packet; <see langword="null"/> for nobody. To be set before the call is answered.</summary>
    public IRtpWatcher? Watcher { get; set; }

    /// <summary>Keys as tones in the sound.</summary>
    public InBandKeys InBand { get; } = new(SampleRate);

    /// <summary>How keys come. Those in the sound are listened for when they come no other way: by this, or because no telephone-events were negotiated.</summary>
    public DigitsMethod KeysCome { get; set; }

    public RtpSession? Session => Volatile.Read(ref _session);

    /// <summary>What was sent and received, the last word of it once closed.</summary>
    public RtpStatistics? Statistics => _final ?? Session?.Statistics;

    public ChannelReader<ReceivedDigit>? Digits => Session?.Digits;

    /// <summary>
    /// Lets early media be listened to, until <see cref="Open"/>. Of several far ends (one call that rings in many places, a redirect) the last one is: from here on, this one.
    /// </summary>
    public void OpenEarly(NegotiatedAudio audio)
    {
        if (_closed || _session is not null || CodecMap.From(audio) is not { } codecs)
        {
            return;
        }

        CloseEarly();
        DropStalePackets();
        _early = new(new(Ports, audio, new() { Random = _random, Jitter = Jitter, Watcher = Watcher }, _time), codecs);
        Volatile.Write(ref _earlyGate, Idle);
    }

    /// <summary>Takes a tick of early media.</summary>
    /// <returns><see langword="false"/> when there is none, and the samples are all zero.</returns>
    public bool ReadEarly(Span<short> samples)
    {
        if (Interlocked.CompareExchange(ref _earlyGate, Ticking, Idle) != Idle)
        {
            samples.Clear();
            return false;
        }

        try
        {
            return _early!.Read(samples);
        }
        finally
        {
            Volatile.Write(ref _earlyGate, Idle); // Else the owner would wait for ever.
        }
    }

    /// <summary>Lets sound through from now on. What piled up before (early media, the far end's impatience) is thrown away.</summary>
    /// <returns><see langword="false"/> when the negotiated codec is none of ours.</returns>
    public bool Open(NegotiatedAudio audio)
    {
        if (_closed || CodecMap.From(audio) is not { } codecs)
        {
            return false;
        }

        CloseEarly();
        DropStalePackets();
        _codecs = _agreed = codecs;
        _session = new(Ports, audio, new() { Random = _random, Jitter = Jitter, Watcher = Watcher }, _time);
        Volatile.Write(ref _gate, Idle);
        return true;
    }

    /// <summary>Goes over to what a re-INVITE negotiated, codec and address at once, at the next tick.</summary>
    public bool Update(NegotiatedAudio audio)
    {
        if (Session is null || CodecMap.From(audio, _agreed) is not { } codecs)
        {
            return false;
        }

        Volatile.Write(ref _agreed, codecs);
        return true;
    }

    public bool Read(Span<short> samples)
    {
        if (Interlocked.CompareExchange(ref _gate, Ticking, Idle) != Idle)
        {
            samples.Clear();
            return false;
        }

        try
        {
            GoOver(_session!);
            _session!.Poll();
            var audible = _playout.Read(samples);
            if (KeysCome == DigitsMethod.InBand || (KeysCome == DigitsMethod.Auto && !_session.Audio.TakesTelephoneEvents))
            {
                InBand.Listen(samples);
            }

            return audible;
        }
        finally
        {
            Volatile.Write(ref _gate, Idle);
        }
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        if (Interlocked.CompareExchange(ref _gate, Ticking, Idle) != Idle)
        {
            return;
        }

        try
        {
            if (samples.Length <= _tones.Length && InBand.TrySound(_tones.AsSpan(0, samples.Length)))
            {
                samples = _tones.AsSpan(0, samples.Length);
            }

            GoOver(_session!);
            Send(_session!, samples);
        }
        finally
        {
            Volatile.Write(ref _gate, Idle);
        }
    }

    /// <inheritdoc/>
    int IPlayoutSource.StretchWanted => _session!.StretchWanted;

    /// <inheritdoc/>
    PlayoutFrame IPlayoutSource.Next(Span<short> samples)
    {
        var session = _session!;
        Span<byte> payload = stackalloc byte[LargestPayload];
        var frame = session.Take(payload);
        var length = frame.Kind switch
        {
            JitterFrameKind.Frame => _decoder.Decode(session, _codecs!, frame, payload[..frame.Length], samples),
            JitterFrameKind.Lost => _decoder.Conceal(session, samples),
            _ => 0,
        };
        return length > 0 ? new(PlayoutKind.Sound, length, frame.FollowsSkip)
            : frame.Kind == JitterFrameKind.Empty ? BeSilent(session, samples)
            : new(PlayoutKind.Lost);
    }

    /// <inheritdoc/>
    void IPlayoutSource.NoteStretched(int samples) => _session!.NoteStretched(samples);

    /// <summary>Falls silent for good, says goodbye by RTCP, and gives the ports back.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        CloseEarly();
        InBand.Close();
        if (_session is not { } session)
        {
            Ports.Dispose();
            return;
        }

        ShutWhenIdle(ref _gate);

        _final = session.Statistics;
        session.Dispose();
        _agreed!.Close();
    }

    private void CloseEarly()
    {
        if (_early is { } early)
        {
            ShutWhenIdle(ref _earlyGate);
            _early = null;
            early.Close();
        }
    }

    private static void ShutWhenIdle(ref int gate)
    {
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref gate, Shut, Idle) != Idle)
        {
            wait.SpinOnce();
        }
    }

    /// <summary>The far end says nothing: noise, if it wants that heard meanwhile.</summary>
    private PlayoutFrame BeSilent(RtpSession session, Span<short> samples)
    {
        if (session.NoiseLevel is not { } level)
        {
            return new(PlayoutKind.Silence);
        }

        _noise.Fill(samples, level);
        return new(PlayoutKind.Sound, samples.Length);
    }

    /// <summary>Sends a tick of sound, or of its absence where comfort noise was agreed on: one packet of it now and then.</summary>
    private void Send(RtpSession session, ReadOnlySpan<short> samples)
    {
        if (_codecs!.Audio.ComfortNoisePayloadType is not null)
        {
            _silentTicks = samples.ContainsAnyExcept((short)0) ? 0 : _silentTicks + 1;
            if (_silentTicks > TicksBeforeNoise)
            {
                if ((_silentTicks - TicksBeforeNoise) % TicksBetweenNoise == 1)
                {
                    session.SendNoise(QuietNoise);
                }
                else
                {
                    session.Skip();
                }

                return;
            }
        }

        Span<byte> payload = stackalloc byte[LargestPayload];
        session.Send(payload[.._codecs.Sender.Encode(samples, payload)]);
    }

    private void GoOver(RtpSession session)
    {
        var agreed = Volatile.Read(ref _agreed);
        if (!ReferenceEquals(agreed, _codecs))
        {
            _codecs = agreed;
            session.Update(agreed!.Audio);
        }
    }

    private void DropStalePackets()
    {
        Span<byte> datagram = stackalloc byte[LargestPayload];
        for (var i = 0; i < MostStalePackets && Ports.Rtp.TryReceive(datagram, out _, out _); i++)
        {
        }
    }
}
