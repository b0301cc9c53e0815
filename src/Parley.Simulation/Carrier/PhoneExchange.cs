using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Lines;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Carrier;

/// <summary>What the carrier lends a phone for one call, and takes back at its end.</summary>
/// <param name="ports">The ports of its sound.</param>
/// <param name="ticker">What drives its sound.</param>
/// <param name="book">What is said, rendered.</param>
/// <param name="random">Draws what is random about the call's media.</param>
/// <param name="time">The clock.</param>
internal sealed class PhoneExchange(RtpPortPair ports, LineTicker ticker, LineBook book, Random random, TimeProvider time) : IDisposable
{
    /// <summary>The pause after which somebody has finished speaking.</summary>
    public static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(600);

    /// <summary>The pause between two sentences of one text.</summary>
    public static readonly TimeSpan SentencePause = TimeSpan.FromMilliseconds(300);

    private bool _isKept;

    /// <summary>What is said, rendered.</summary>
    public LineBook Book => book;

    /// <summary>The clock of the call.</summary>
    public TimeProvider Time => time;

    /// <summary>A ticker of the call's own, when its clock is not right; it ends with the call.</summary>
    public LineTicker? OwnTicker { get; init; }

    /// <summary>Draws what is random about the party; the media's draws, on the ticks, do not disturb it.</summary>
    public Random Random { get; } = new(random.Next());

    /// <summary>The line, once it is open.</summary>
    public PhoneLine? Line { get; private set; }

    /// <summary>Opens the line; once.</summary>
    public void Open(NegotiatedAudio audio, CallTape tape)
    {
        if (Line is null)
        {
            Line = new PhoneLine(ports, audio, new Ear(TurnPause), tape, time, random);
            (OwnTicker ?? ticker).Add(Line.Tick);
        }
    }

    /// <summary>Stops the sound but keeps the ports open after the call, as deaf ears: who sends there learns nothing.</summary>
    /// <returns>Closes them.</returns>
    public Action Vanish()
    {
        _isKept = true;
        StopTicking();
        return Close;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isKept)
        {
            Close();
        }
    }

    private void Close()
    {
        StopTicking();
        Line?.Dispose();
        ports.Dispose();
    }

    private void StopTicking()
    {
        OwnTicker?.Dispose();
        if (Line is not null)
        {
            ticker.Remove(Line.Tick);
        }
    }
}
