using System.Diagnostics;
using Parley.Rooms;
using Parley.Rtp;
using Parley.Rtp.Jitter;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// Somebody who is called, by script: says hello, answers whenever the agent has finished, and speaks into every third of its turns. Everything is rendered
/// beforehand, so that the far end costs little more than its packets. Ticked by the callees' media clock.
/// </summary>
/// <param name="session">The sound of the call.</param>
/// <param name="voice">What there is to say.</param>
/// <param name="greets">Whether the callee says hello; or else the agent speaks first.</param>
internal sealed class Callee(RtpSession session, CalleeVoice voice, bool greets) : ITicked
{
    private const int HelloAfter = 20;
    private const int BargeInAfter = 50;
    private const int PauseBeforeReply = 25;
    private const int Patience = 400;
    private const int BargeInEvery = 3;

    private readonly byte[] _heard = new byte[session.TickBytes];
    private readonly List<long> _bargeIns = new(16);
    private byte[][] _saying = [];
    private int _at;
    private int _ticks;
    private int _voiced;
    private int _quiet;
    private int _turns;
    private bool _isBargingIn;

    /// <summary>When the first packet of each barge-in had been sent, as timestamps of the machine.</summary>
    public IReadOnlyList<long> BargeIns => _bargeIns;

    public void Tick()
    {
        session.Poll();
        var frame = session.Take(_heard);
        Hear(frame.Kind is JitterFrameKind.Frame && CalleeVoice.IsVoiced(_heard.AsSpan(0, frame.Length)));
        if (_at >= _saying.Length)
        {
            session.Send(CalleeVoice.Silence);
            return;
        }

        session.Send(_saying[_at]);
        if (_isBargingIn && _at == 0)
        {
            _bargeIns.Add(Stopwatch.GetTimestamp());
        }

        _at++;
    }

    private void Hear(bool isVoiced)
    {
        _ticks++;
        (_voiced, _quiet) = isVoiced ? (_voiced + 1, 0) : (_voiced, _quiet + 1);
        if (_at < _saying.Length)
        {
            return;
        }

        if (_ticks == HelloAfter && greets)
        {
            Say(voice.Hello, isBargeIn: false);
        }
        else if (_voiced >= BargeInAfter && _quiet == 0 && _turns % BargeInEvery == BargeInEvery - 1)
        {
            Say(voice.BargeIn, isBargeIn: true);
        }
        else if ((_voiced > 0 && _quiet >= PauseBeforeReply) || _quiet >= Patience)
        {
            Say(voice.Reply, isBargeIn: false);
        }
    }

    private void Say(byte[][] words, bool isBargeIn)
    {
        (_saying, _at, _voiced, _quiet, _isBargingIn) = (words, 0, 0, 0, isBargeIn);
        _turns++;
    }
}
