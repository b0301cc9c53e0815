using System.Text.RegularExpressions;

namespace Parley.Agents.Tools;

/// <summary>One transfer under way. Whatever happens, nobody is left behind: the specialist is hung up on unless they have the caller.</summary>
internal sealed partial class Transferring(Conversation caller, string callerLeg, CallTransfer transfer)
{
    private readonly AgentSession _session = caller.Session;
    private string? _specialist;

    public async Task<CallTransferResult> RunAsync(CancellationToken cancellationToken)
    {
        using var watch = _session.Watch();
        if (transfer.Announcement is { } words)
        {
            await caller.SayAndWaitAsync(words, cancellationToken);
        }

        if (caller.Completion.IsCompleted)
        {
            return Left;
        }

        if (transfer.Mode is CallTransferMode.Blind)
        {
            return await ReferAsync(new(callerLeg, transfer.Target), watch, cancellationToken);
        }

        var result = await OnHoldAsync(watch, cancellationToken);
        if (result.Ending is CallTransferEnding.Completed && transfer is { Mode: CallTransferMode.Bridged or CallTransferMode.Warm, Stay: false })
        {
            // Last of all: it ends the conversation, and with it whatever else were still to be done.
            await _session.HandOverAsync(cancellationToken);
        }

        return result;
    }

    private static CallTransferResult Left { get; } = new(CallTransferEnding.CallerLeft);

    private static CallTransferResult Failed(string? why) => new(CallTransferEnding.Failed, why);

    private async Task<CallTransferResult> OnHoldAsync(EventWatch watch, CancellationToken cancellationToken)
    {
        caller.Hold(true);
        var music = await _session.Transport.OpenLineAsync(new HoldMusicPort(transfer.HoldMusic, _session.Transport.SampleRate), callerLeg, cancellationToken);
        try
        {
            var result = transfer.Mode is CallTransferMode.Bridged ? await BridgeAsync(watch, cancellationToken) : await ConsultAsync(watch, cancellationToken);
            if (result.Ending is CallTransferEnding.Completed)
            {
                _specialist = null; // The caller's now.
            }

            return result;
        }
        finally
        {
            if (music is not null)
            {
                await music.DisposeAsync();
            }

            if (_specialist is { } leg)
            {
                await _session.StopDialoutAsync(leg, CancellationToken.None);
            }

            caller.Hold(false);
        }
    }

    private async Task<CallTransferResult> BridgeAsync(EventWatch watch, CancellationToken cancellationToken)
    {
        var start = await _session.SipCallTransferAsync(new(callerLeg, transfer.Target) { CallerId = transfer.CallerId }, cancellationToken);
        if (!start.IsAccepted)
        {
            return Failed(start.Error);
        }

        Note(start.SessionId);
        var end = await NextAsync(watch, e => e is TransferEnded ended && ended.ToSessionId == _specialist, transfer.RingTimeout, cancellationToken);
        switch (end)
        {
            case TransferEnded { Succeeded: true }:
                return new(CallTransferEnding.Completed);
            case ParticipantLeft:
                return Left;
            default:
                return new(CallTransferEnding.NotAnswered, (end as TransferEnded)?.Message);
        }
    }

    private async Task<CallTransferResult> ConsultAsync(EventWatch watch, CancellationToken cancellationToken)
    {
        var request = transfer.Target.StartsWith('+') ? new DialoutRequest(transfer.Target) : new() { SipUri = transfer.Target };
        request = request with { CallerId = transfer.CallerId, RingTimeout = transfer.RingTimeout };
        var start = await _session.StartDialoutAsync(request.HearingTheAgentOnly(), cancellationToken);
        if (!start.IsAccepted)
        {
            return Failed(start.Error);
        }

        Note(start.SessionId);
        var answer = await NextAsync(watch, e => e is DialoutAnswered or DialoutStopped or DialoutError && ((DialoutEvent)e).SessionId == _specialist, transfer.RingTimeout, cancellationToken);
        if (answer is not DialoutAnswered)
        {
            return answer is ParticipantLeft ? Left : new(CallTransferEnding.NotAnswered, (answer as DialoutEvent)?.Message);
        }

        var decision = await AskAsync(start.SessionId, watch, cancellationToken);
        return decision ?? await JoinAsync(start.SessionId, watch, cancellationToken);
    }

    /// <summary>Briefs the specialist and asks.</summary>
    /// <returns><see langword="null"/> for yes.</returns>
    private async Task<CallTransferResult?> AskAsync(string specialist, EventWatch watch, CancellationToken cancellationToken)
    {
        var greeting = $"{transfer.Briefing} {transfer.Question}".Trim();
        var talk = caller.CreateLike(specialist)
            .WithOptions(caller.Options with { Greeting = greeting, FirstSpeaker = FirstSpeaker.Callee, FirstSpeechTimeout = TimeSpan.FromSeconds(2), IdlePrompt = transfer.Question })
            .Build();
        await talk.StartAsync(cancellationToken);
        using var limit = new CancellationTokenSource(transfer.DecisionTimeout, _session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                var occurred = await watch.NextAsync(e => IsDecisive(e, specialist), both.Token);
                switch (occurred)
                {
                    case DtmfReceived { Tone: "1" }:
                        return null;
                    case DtmfReceived { Tone: "2" }:
                        return new(CallTransferEnding.Refused);
                    case UserTranscript { Text: var text } when No().IsMatch(text):
                        return new(CallTransferEnding.Refused, text);
                    case UserTranscript { Text: var text } when Yes().IsMatch(text):
                        return null;
                    case ParticipantLeft { Participant.Id: var id } when id == callerLeg:
                        return Left;
                    case ParticipantLeft:
                        return new(CallTransferEnding.Refused, "They hung up.");
                    case null:
                        return Left;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(CallTransferEnding.Refused, "They decided nothing in time.");
        }
        finally
        {
            await talk.Abort("The specialist has decided.");
        }
    }

    private bool IsDecisive(AgentEvent occurred, string specialist) => occurred switch
    {
        DtmfReceived key => key.SessionId == specialist,
        UserTranscript words => words.IsFinal && words.ParticipantId == specialist,
        ParticipantLeft left => left.Participant.Id == specialist || left.Participant.Id == callerLeg,
        _ => false,
    };

    private async Task<CallTransferResult> JoinAsync(string specialist, EventWatch watch, CancellationToken cancellationToken)
    {
        if (transfer.Mode is CallTransferMode.Attended)
        {
            return await ReferAsync(new(callerLeg) { WithSessionId = specialist }, watch, cancellationToken);
        }

        if (!await _session.Transport.BridgeAsync(callerLeg, specialist, cancellationToken))
        {
            return caller.Completion.IsCompleted ? Left : Failed("The room cannot bring the two together.");
        }

        return new(CallTransferEnding.Completed);
    }

    private async Task<CallTransferResult> ReferAsync(SipReferRequest request, EventWatch watch, CancellationToken cancellationToken)
    {
        if (await _session.SipReferAsync(request, cancellationToken) is { } error)
        {
            return Failed(error);
        }

        var end = await watch.NextAsync(e => IsOfCaller(e) || (e is TransferEnded ended && ended.SessionId == callerLeg), cancellationToken);
        return end switch
        {
            TransferEnded { Succeeded: true } => new(CallTransferEnding.Completed),
            TransferEnded ended => Failed(ended.Message),
            _ => Left,
        };
    }

    private bool IsOfCaller(AgentEvent occurred) => occurred is ParticipantLeft left && left.Participant.Id == callerLeg;

    private void Note(string specialist)
    {
        _specialist = specialist;
        _session.NoteTransferLeg(specialist);
    }

    /// <summary>The next that matters, the caller's leaving included; <see langword="null"/> when time runs out.</summary>
    private async Task<AgentEvent?> NextAsync(EventWatch watch, Func<AgentEvent, bool> matters, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, _session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await watch.NextAsync(e => IsOfCaller(e) || matters(e), both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\b(yes|yeah|yep|sure|okay|ok|of course|go ahead|put (him|her|them) through)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Yes();

    [GeneratedRegex(@"\b(no|not|nope|can't|cannot|busy|sorry)\b", RegexOptions.IgnoreCase)]
    private static partial Regex No();
}
