using Parley.Audio.Codecs;
using Parley.Audio.Concealment;
using Parley.Rtp;
using Parley.Rtp.Jitter;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Scripts;
using Parley.Simulation.Sounds;

namespace Parley.Simulation.Lines;

/// <summary>The sound of one call: RTP in, decoded into the ear and onto the tape; the mouth encoded into RTP out. A packet goes out every tick.</summary>
internal sealed class PhoneLine : IDisposable
{
    private const int TickSamples = LineBook.SampleRate / 50;
    private readonly Lock _gate = new();
    private readonly RtpSession _session;
    private readonly PacketLossConcealer _concealer = new(LineBook.SampleRate);
    private readonly short[] _said = new short[TickSamples];
    private readonly short[] _heard = new short[TickSamples];
    private readonly byte[] _payload;
    private volatile BackgroundNoise? _background;
    private volatile LineEcho.Tail? _echo;
    private volatile bool _sendsNothing;
    private bool _closed;

    public PhoneLine(RtpPortPair ports, NegotiatedAudio audio, Ear ear, CallTape tape, TimeProvider time, Random random)
    {
        _session = new RtpSession(ports, audio, new() { Random = random, Jitter = new() { MaximumDepth = 20 } }, time);
        _payload = new byte[_session.TickBytes];
        (Ear, Tape) = (ear, tape);
    }

    public Mouth Mouth { get; } = new();

    public Ear Ear { get; }

    public CallTape Tape { get; }

    public RtpSession Session => _session;

    /// <summary>What is heard behind everything that is said.</summary>
    public BackgroundNoise? Background
    {
        set => _background = value;
    }

    /// <summary>What it gives back of what it hears.</summary>
    public LineEcho.Tail? Echo
    {
        set => _echo = value;
    }

    /// <summary>Lets no packet out any more; what comes in is still heard.</summary>
    public void StopSending() => _sendsNothing = true;

    /// <summary>One tick of sound, both ways.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _session.Poll();
            Receive();
            Mouth.Take(_said);
            _background?.AddTo(_said);
            _echo?.AddTo(_said, _heard);
            Send();
            Ear.Hear(_heard);
            Tape.Add(_said, _heard);
        }
    }

    /// <summary>Closes the ports; further ticks do nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _session.Dispose();
        }
    }

    private void Receive()
    {
        var frame = _session.Take(_payload);
        if (frame.Kind is JitterFrameKind.Lost)
        {
            _concealer.Conceal(_heard);
            return;
        }

        Array.Clear(_heard);
        if (frame.Kind is JitterFrameKind.Frame
            && _session.Audio.FindReceivable(frame.PayloadType) is { } description
            && AudioCodecs.TryGet(description.Name, out var codec))
        {
            codec.Decode(_payload.AsSpan(0, frame.Length), _heard);
        }

        _concealer.Good(_heard);
    }

    private void Send()
    {
        if (_sendsNothing)
        {
            _session.Skip();
        }
        else if (AudioCodecs.TryGet(_session.Audio.Encoding, out var codec))
        {
            _session.Send(_payload.AsSpan(0, codec.Encode(_said, _payload)));
        }
    }
}
