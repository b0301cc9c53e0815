using System.Threading.Channels;
using Parley.Rtp.Sdp;
using Parley.Simulation.Lines;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Simulation.Carrier;

/// <summary>The phone in a persona's hand: rings, is answered, speaks and listens. One task at a time.</summary>
public sealed partial class Phone
{
    private const int NormalClearing = 16; // ITU-T Q.850

    private readonly PhoneExchange _exchange;
    private readonly SipCall _sip;
    private readonly OfferAnswer _media;
    private readonly VanishedCalls _vanished;
    private readonly Channel<char> _keys = Channel.CreateUnbounded<char>();
    private bool _hasVanished;

    internal Phone(SimulatedCall call, PhoneExchange exchange, SipCall sip, OfferAnswer media, VanishedCalls vanished) =>
        (Call, _exchange, _sip, _media, _vanished) = (call, exchange, sip, media, vanished);

    /// <summary>The call and what is known of it.</summary>
    public SimulatedCall Call { get; }

    /// <summary>The clock of the call.</summary>
    public TimeProvider Time => _exchange.Time;

    /// <summary>What the party throws dice with; seeded, when the carrier is.</summary>
    public Random Random => _exchange.Random;

    /// <summary>The call on the wire, for a party that does what no phone does.</summary>
    internal SipCall Sip => _sip;

    /// <summary>Reads what the line tells besides sound; ends with the line.</summary>
    internal Task Reading { get; private set; } = Task.CompletedTask;

    private IncomingCall Called => _sip as IncomingCall
        ?? throw new InvalidOperationException("This phone placed the call: only one that is called rings, answers and refuses.");

    private PhoneLine Line => _exchange.Line
        ?? throw new InvalidOperationException("The phone has to be answered, or opened early, before anything can be said or heard.");

    /// <summary>Lets it ring (180) for a while.</summary>
    public Task RingAsync(TimeSpan duration, CancellationToken cancellationToken) => RingAsync(duration, 180, cancellationToken);

    /// <summary>Lets the caller wait for a while.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="status">What the caller is told: 180, 181, 182 or 183, without sound.</param>
    /// <param name="cancellationToken">Ends the ringing.</param>
    public async Task RingAsync(TimeSpan duration, int status, CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Ringing, status == 180 ? "" : $"{status} {SipStatus.ReasonPhrase(status)}");
        await Called.ProgressAsync(status, cancellationToken: cancellationToken);
        await Task.Delay(duration, Time, cancellationToken);
    }

    /// <summary>Lets the caller hear the line before the answer (183).</summary>
    public async Task OpenEarlyAsync(CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.EarlyMedia);
        Open();
        await Called.ProgressAsync(183, _media.Local!.ToBytes(), SessionDescription.ContentType, cancellationToken: cancellationToken);
    }

    /// <summary>Answers (200).</summary>
    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        Call.Log(SimulatedCallEventKind.Answered);
        Open();
        await Called.AnswerAsync(_media.Local!.ToBytes(), SessionDescription.ContentType, cancellationToken);
    }

    /// <summary>Refuses the call.</summary>
    /// <param name="status">The SIP status.</param>
    /// <param name="cause">The cause of the telephone network (ITU-T Q.850), if it is told.</param>
    /// <param name="reasonPhrase">The words beside the status; the usual ones when <see langword="null"/>.</param>
    /// <param name="headers">Further headers: Retry-After, Contact of a redirection, Warning.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task RejectAsync(
        int status,
        int? cause = null,
        string? reasonPhrase = null,
        IReadOnlyList<SipHeader>? headers = null,
        CancellationToken cancellationToken = default) =>
        Called.RejectAsync(status, cause is { } known ? SipReason.Q850(known) : null, headers, reasonPhrase, cancellationToken);

    /// <summary>Puts the other side on hold: a re-INVITE says that we only send.</summary>
    /// <returns><see langword="false"/> when the other side refuses, or has hung up.</returns>
    public Task<bool> HoldAsync(CancellationToken cancellationToken) => ReofferAsync(MediaDirection.SendOnly, SimulatedCallEventKind.Held, cancellationToken);

    /// <summary>Takes the other side off hold.</summary>
    /// <returns><see langword="false"/> when the other side refuses, or has hung up.</returns>
    public Task<bool> ResumeAsync(CancellationToken cancellationToken) =>
        ReofferAsync(MediaDirection.SendReceive, SimulatedCallEventKind.Resumed, cancellationToken);

    /// <summary>Hangs up, and waits until the other side knows.</summary>
    public Task HangUpAsync(CancellationToken cancellationToken) => HangUpAsync(NormalClearing, cancellationToken);

    /// <summary>Hangs up, and waits until the other side knows.</summary>
    /// <param name="cause">Why, in the telephone network's words (ITU-T Q.850).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task HangUpAsync(int cause, CancellationToken cancellationToken)
    {
        if (_hasVanished)
        {
            _sip.Abandon();
            return Task.CompletedTask;
        }

        return _sip.HangUpAsync(SipReason.Q850(cause), cancellationToken);
    }

    /// <summary>Is gone without a word, as when a battery runs out: no sound, no BYE, and no answer to any request of the call. Only to be hung up afterwards.</summary>
    public void Vanish()
    {
        Call.Log(SimulatedCallEventKind.Vanished);
        _hasVanished = true;
        Reading = Task.CompletedTask; // it ends when the ports are closed, long after the call
        _vanished.Add(_sip.CallId, _exchange.Vanish());
    }

    /// <summary>Opens the line as negotiated.</summary>
    internal void Open()
    {
        if (_exchange.Line is null)
        {
            _exchange.Open(_media.Current!, Call.Tape);
            Reading = ReadDigitsAsync(Line);
        }
    }

    /// <summary>Takes the answer to the offer of a call that this phone placed.</summary>
    /// <returns>Why that cannot be, or <see langword="null"/>.</returns>
    internal string? Accept(ReadOnlySpan<byte> body) =>
        SessionDescription.TryParse(body, out var answer, out var error) && _media.TryAccept(answer, out _, out error) ? null : error;

    /// <summary>Takes a re-INVITE: hold, resume, another address.</summary>
    internal async Task TakeOfferAsync(ReadOnlyMemory<byte> body)
    {
        if (SessionDescription.TryParse(body.Span, out var offer, out _) && _media.TryAnswer(offer, out var answer, out var audio, out _))
        {
            _exchange.Line?.Session.Update(audio);
            Call.Log(SimulatedCallEventKind.Renegotiated, audio.Direction.ToString());
            await _sip.AnswerOfferAsync(answer.ToBytes(), SessionDescription.ContentType);
        }
        else
        {
            await _sip.RejectOfferAsync();
        }
    }

    private async Task<bool> ReofferAsync(MediaDirection direction, SimulatedCallEventKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _sip.ReinviteAsync(_media.CreateOffer(direction).ToBytes(), cancellationToken: cancellationToken);
            if (!response.IsSuccess
                || !SessionDescription.TryParse(response.Body.Span, out var answer, out _)
                || !_media.TryAccept(answer, out var audio, out _))
            {
                Call.Log(kind, $"refused: {response}");
                return false;
            }

            Line.Session.Update(audio);
            Call.Log(kind);
            return true;
        }
        catch (SipException)
        {
            return false; // the other side has hung up
        }
    }
}
