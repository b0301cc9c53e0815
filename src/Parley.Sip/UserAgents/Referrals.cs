using System.Globalization;
using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>
/// The referrals of one call (RFC 3515), at most one at a time each way: REFER, and the NOTIFYs in which the referred side tells how its call to the target
/// goes, as the first line of the responses it gets (RFC 3420).
/// </summary>
internal sealed class Referrals(UserAgent agent, SipCall call, InviteSession session)
{
    private const string Package = "refer";
    private const string Fragment = "message/sipfrag";

    private uint? _sent;
    private ServerTransaction? _asked;
    private uint? _followed;

    /// <summary>Asks the far end to call somebody. Returns its final response; what came of the call is told as events.</summary>
    public Task<SipResponse> Refer(NameAddress target, IReadOnlyList<SipHeader>? headers)
    {
        var result = new TaskCompletionSource<SipResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_sent is not null)
        {
            result.SetResult(new(491));
            return result.Task;
        }

        SipHeader[] all = [new(SipHeaderNames.ReferTo, target.ToString()), .. headers ?? []];
        // The first NOTIFY may overtake the 202.
        _sent = session.Send(SipMethods.Refer, default, null, all, response => Answered(response, result));
        return result.Task;
    }

    /// <summary>Takes a REFER of the far end: its owner decides.</summary>
    public void Receive(ServerTransaction transaction)
    {
        var targets = transaction.Request.Headers.GetAddresses(SipHeaderNames.ReferTo).ToList();
        if (transaction.Request.Headers.CountOf(SipHeaderNames.ReferTo) != 1 || targets.Count != 1)
        {
            agent.Answer(transaction, 400);
        }
        else if (_asked is not null || _followed is not null || call.IsBehind)
        {
            agent.Answer(transaction, 500, (SipHeaderNames.RetryAfter, "10"));
        }
        else
        {
            _asked = transaction;
            call.Publish(new ReferReceived(targets[0], transaction.Request.Headers.GetAddresses(SipHeaderNames.ReferredBy).FirstOrDefault()));
        }
    }

    /// <summary>Takes the far end's REFER on: 202, and the first NOTIFY. <see langword="false"/> when there is none.</summary>
    public bool Accept()
    {
        if (_asked is not { } refer)
        {
            return false;
        }

        _asked = null;
        _followed = refer.Request.CSeq.Number;
        var response = SipResponse.Create(refer.Request, 202, toTag: call.LocalTag);
        response.Headers.Add(SipHeaderNames.Contact, agent.ContactFor(refer.Destination));
        refer.Respond(response);
        Notify(100, null);
        return true;
    }

    public void Reject(int status)
    {
        if (_asked is { } refer)
        {
            _asked = null;
            agent.Answer(refer, status);
        }
    }

    /// <summary>Tells the far end how the call that it asked for goes; the last time with a final status. <see langword="false"/> when nobody wants to know.</summary>
    public bool Notify(int status, string? reason)
    {
        if (_followed is not { } id)
        {
            return false;
        }

        var last = status >= 200;
        _followed = last ? null : id;
        var body = string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {reason ?? SipStatus.ReasonPhrase(status)}\r\n");
        SipHeader[] headers =
        [
            new(SipHeaderNames.Event, string.Create(CultureInfo.InvariantCulture, $"{Package};id={id}")),
            new(SipHeaderNames.SubscriptionState, last ? "terminated;reason=noresource" : "active;expires=120"),
        ];
        session.Send(SipMethods.Notify, Encoding.UTF8.GetBytes(body), $"{Fragment};version=2.0", headers, _ => { });
        return true;
    }

    /// <summary>Takes a NOTIFY: those of our REFER are told, others belong to nothing.</summary>
    public void ReceiveNotify(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (_sent is not { } id || !IsFor(id, request.Headers[SipHeaderNames.Event]))
        {
            agent.Answer(transaction, 481);
            return;
        }

        var isOver = request.Headers[SipHeaderNames.SubscriptionState]?.TrimStart().StartsWith("terminated", StringComparison.OrdinalIgnoreCase) is true;
        if (!TryReadStatus(request, out var status, out var reason))
        {
            agent.Answer(transaction, isOver ? 200 : 400);
            if (!isOver)
            {
                return;
            }
        }
        else
        {
            agent.Answer(transaction, 200);
        }

        isOver |= status >= 200;
        _sent = isOver ? null : _sent;
        call.Publish(new ReferProgress(status, reason, isOver));
    }

    private void Answered(SipResponse response, TaskCompletionSource<SipResponse> result)
    {
        if (!response.IsSuccess)
        {
            _sent = null;
        }

        result.TrySetResult(response);
    }

    // Without an id the only referral is meant (RFC 3515, section 2.4.6); after a challenge the number of the last REFER counts, or that of the first.
    private static bool IsFor(uint id, string? value)
    {
        var parts = (value ?? "").Split(';', StringSplitOptions.TrimEntries);
        return parts[0].Equals(Package, StringComparison.OrdinalIgnoreCase)
            && (Array.Find(parts, part => part.StartsWith("id=", StringComparison.OrdinalIgnoreCase)) is not { } said
                || (uint.TryParse(said.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= id && number - id < 4));
    }

    private static bool TryReadStatus(SipRequest notify, out int status, out string reason)
    {
        (status, reason) = (0, "");
        if (notify.ContentType?.StartsWith(Fragment, StringComparison.OrdinalIgnoreCase) is not true)
        {
            return false;
        }

        var line = SipText.Decode(notify.Body.Span).Split('\n', 2)[0].Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        reason = line.Length > 2 ? line[2] : "";
        return line.Length > 1 && line[0].Equals("SIP/2.0", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(line[1], NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and < 700;
    }
}
