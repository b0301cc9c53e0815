using Parley.Agents;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Simulation.Carrier;

/// <summary>One call from its INVITE to its end: the persona acts, SIP tells, and whichever ends first ends the other.</summary>
/// <param name="call">Where it is written down.</param>
/// <param name="phone">What the persona acts with.</param>
/// <param name="exchange">What was lent for the call; given back at its end.</param>
/// <param name="sip">The call on the wire.</param>
/// <param name="act">What the persona does; told when a call that it placed is answered, and when the call is over.</param>
internal sealed class CallRun(SimulatedCall call, Phone phone, PhoneExchange exchange, SipCall sip, Func<Task, CancellationToken, Task> act)
{
    private const int IncompatibleMedia = 65; // ITU-T Q.850: bearer capability not implemented

    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the call to its end.</summary>
    /// <returns>What the persona failed with, if it did; the call is hung up in any case.</returns>
    public async Task<Exception?> RunAsync(CancellationToken stop)
    {
        Exception? trouble = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var following = FollowAsync(ended);
        try
        {
            await act(_answered.Task, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The other side hung up, or the carrier stops.
        }
        catch (Exception exception)
        {
            trouble = exception;
        }

        await phone.HangUpAsync(CancellationToken.None);
        await following;
        exchange.Dispose();
        await phone.Reading;
        return trouble;
    }

    private async Task FollowAsync(CancellationTokenSource ended)
    {
        await foreach (var occurred in sip.Events.DrainAsync(CancellationToken.None))
        {
            switch (occurred)
            {
                case CallProgress { Status: 180 }:
                    call.Log(SimulatedCallEventKind.Ringing);
                    break;
                case CallAnswered answered:
                    await AnsweredAsync(answered);
                    break;
                case OfferReceived offer:
                    await phone.TakeOfferAsync(offer.Body);
                    break;
                case ReferReceived:
                    await sip.RejectReferAsync(cancellationToken: CancellationToken.None);   // These phones do not transfer.
                    break;
                case CallEnded end:
                    call.Log(SimulatedCallEventKind.Ended, end.ByRemote ? "by the other side" : "by this side");
                    break;
                case CallFailed { Failure: var failure }:
                    call.Log(SimulatedCallEventKind.Failed, $"{failure.Kind} {failure.Status} {failure.ReasonPhrase}");
                    break;
            }
        }

        ended.Cancel();
        _answered.TrySetCanceled(ended.Token);
    }

    private async Task AnsweredAsync(CallAnswered answered)
    {
        call.Log(SimulatedCallEventKind.Answered);
        if (phone.Accept(answered.Response.Body.Span) is { } error)
        {
            await sip.HangUpAsync(SipReason.Q850(IncompatibleMedia, error));
            return;
        }

        phone.Open();
        _answered.TrySetResult();
    }
}
