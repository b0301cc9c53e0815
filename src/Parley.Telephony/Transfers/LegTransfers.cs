using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Signalling;

namespace Parley.Telephony.Transfers;

/// <summary>The transfers of one leg: ours, one at a time, and what its far end asks for.</summary>
internal sealed class LegTransfers(CallLeg leg, CallFeed feed, ReferPolicy policy)
{
    private TaskCompletionSource<ReferProgress>? _running;

    /// <summary>Sends the far end to somebody else, tells what becomes of it, and ends the leg when it is there.</summary>
    public async Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        var result = await TryTransferAsync(request, cancellationToken);
        if (result.Ending != TransferEnding.NotPossible)
        {
            leg.Facts.Transferred(result);
        }

        leg.Publish(new LegTransferred(leg.Time.GetUtcNow(), result));
        if (result.Ending == TransferEnding.Completed)
        {
            // The one who was replaced hangs up by itself; who does not is hung up on (RFC 5589, section 7).
            _ = request.Other?.HangUpAsync("transferred", CancellationToken.None);
            await leg.HangUpAsync("transferred", CancellationToken.None);
        }

        return result;
    }

    private async Task<TransferResult> TryTransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        var kind = request.Other is null ? TransferKind.Blind : TransferKind.Attended;
        var told = request.PhoneNumber ?? request.SipUri ?? request.Other?.To ?? "";
        var running = new TaskCompletionSource<ReferProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (leg.Completion.IsCompleted || feed.IsHangingUp || Interlocked.CompareExchange(ref _running, running, null) is not null)
        {
            return new(kind, told, TransferEnding.NotPossible) { Error = "the call is over, or is being transferred already" };
        }

        try
        {
            var (target, wrong) = await FindTargetAsync(request, cancellationToken);
            return target is null
                ? new(kind, told, TransferEnding.NotPossible) { Error = wrong }
                : await ReferAsync(new(kind, told, TransferEnding.Unconfirmed), request, target, running.Task, cancellationToken);
        }
        catch (SipException error)
        {
            return new(kind, told, TransferEnding.NotPossible) { Error = error.Message };
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    /// <summary>Takes what the far end tells of our transfer.</summary>
    public void Take(ReferProgress progress)
    {
        if (progress.IsFinal)
        {
            Volatile.Read(ref _running)?.TrySetResult(progress);
        }
    }

    /// <summary>Takes the far end's own wish.</summary>
    public async Task TakeAsync(ReferReceived asked)
    {
        var referred = new ReferredCall(feed.Call, asked.Target.Uri, asked.ReferredBy?.Uri.ToString());
        if (policy == ReferPolicy.Follow && asked.Target.Uri.Scheme == "sip")
        {
            leg.Publish(new LegReferred(leg.Time.GetUtcNow(), referred));
        }
        else
        {
            await referred.DeclineAsync();
        }
    }

    private async Task<(NameAddress? Target, string? Wrong)> FindTargetAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case { Other: { } other, PhoneNumber: null, SipUri: null }:
                return other.Talk is { } talk && other != leg
                    ? (new(await talk.Call.GetTakeoverAddressAsync(cancellationToken)), null)
                    : (null, "the other call is not answered");
            case { Other: null, PhoneNumber: { } number, SipUri: null }:
                return !PhoneNumber.TryParse(number, out var parsed) ? (null, $"'{number}' is no number in international form")
                    : leg.AddressOf is { } addressOf ? (new(addressOf(parsed)), null)
                    : (null, "the call has no trunk that a number could be reached through");
            case { Other: null, PhoneNumber: null, SipUri: { } text }:
                return text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && SipUri.TryParse(text, out var uri)
                    ? (new(uri.ToRequestUri()), null)
                    : (null, $"'{text}' is not a SIP address such as sip:user@host");
            default:
                return (null, "exactly one target is required");
        }
    }

    private async Task<TransferResult> ReferAsync(
        TransferResult open, TransferRequest request, NameAddress target, Task<ReferProgress> last, CancellationToken cancellationToken)
    {
        SipHeader[] headers = request.ReferredBy is { } who && SipUri.TryParse(who, out var uri) ? [new(SipHeaderNames.ReferredBy, $"<{uri}>")] : [];
        leg.Facts.Transferred(open);
        var response = await feed.Call.ReferAsync(target, headers, cancellationToken);
        if (!response.IsSuccess)
        {
            return open with { Ending = TransferEnding.Refused, SipStatus = response.Status, Error = $"refused: {response.Status} {response.ReasonPhrase}" };
        }

        // Until it tells more: should the far end leave now, this is all that will be known.
        leg.Facts.Transferred(open with { Ending = TransferEnding.Left, SipStatus = response.Status });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Waiting.FirstAsync(Waiting.FirstAsync(last, leg.Completion), Task.Delay(request.Patience, leg.Time, enough.Token));
        enough.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        if (last.IsCompleted)
        {
            return Conclude(open, await last);
        }

        return leg.Completion.IsCompleted && !leg.HangUpWanted.IsCompleted
            ? open with { Ending = TransferEnding.Left, SipStatus = response.Status }
            : open with { SipStatus = response.Status, Error = "the far end did not tell in time what came of it" };
    }

    private static TransferResult Conclude(TransferResult open, ReferProgress last) => last.Status switch
    {
        0 => open with { Error = "the far end ended the transfer without telling what came of it" },
        >= 300 => open with { Ending = TransferEnding.Failed, SipStatus = last.Status, Error = $"{last.Status} {last.Reason}".TrimEnd() },
        _ => open with { Ending = TransferEnding.Completed, SipStatus = last.Status },
    };
}
