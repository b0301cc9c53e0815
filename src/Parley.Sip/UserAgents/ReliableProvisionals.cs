using System.Globalization;
using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>
/// Provisional responses of ours that the caller acknowledges with PRACK (RFC 3262, section 3): one at a time, repeated from T1 on, each pause twice the
/// one before, for 64 times T1.
/// </summary>
internal sealed class ReliableProvisionals(UserAgent agent, ServerInviteTransaction transaction, Action unacknowledged)
{
    private readonly Queue<SipResponse> _waiting = [];
    private SipResponse? _current;
    private uint _number = agent.Ids.NewReliableSequence();
    private IDisposable? _repeat;
    private IDisposable? _deadline;
    private TimeSpan _interval;

    /// <summary>Whether a session description of ours waits for its PRACK: until then the call must not be answered.</summary>
    public bool HoldsBackAnswer => (_current is { Body.IsEmpty: false }) || _waiting.Any(response => !response.Body.IsEmpty);

    /// <summary>Sends a response, behind those that wait.</summary>
    public void Send(SipResponse response)
    {
        response.Headers.Add(SipHeaderNames.Require, SipOptionTags.Reliable);
        _waiting.Enqueue(response);
        if (_current is null)
        {
            SendNext();
        }
    }

    /// <summary>Takes a PRACK. Returns <see langword="false"/> when it acknowledges nothing that waits for it (481).</summary>
    public bool TryAcknowledge(SipRequest prack)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"{_number} {transaction.Request.CSeq.Number} {SipMethods.Invite}");
        var said = string.Join(' ', prack.Headers[SipHeaderNames.RAck]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
        if (_current is null || said != expected)
        {
            return false;
        }

        StopRepeating();
        SendNext();
        return true;
    }

    /// <summary>The INVITE has its final response.</summary>
    public void Stop()
    {
        StopRepeating();
        _waiting.Clear();
    }

    private void SendNext()
    {
        if (!_waiting.TryDequeue(out _current))
        {
            return;
        }

        _current.Headers.Add(SipHeaderNames.RSeq, (++_number).ToString(CultureInfo.InvariantCulture));
        _interval = agent.Timers.T1;
        transaction.Respond(_current);
        _repeat = agent.Schedule(_interval, Repeat);
        _deadline = agent.Schedule(agent.Timers.TransactionTimeout, unacknowledged);
    }

    private void Repeat()
    {
        transaction.Respond(_current!);
        _interval *= 2;
        _repeat = agent.Schedule(_interval, Repeat);
    }

    private void StopRepeating()
    {
        _current = null;
        _repeat?.Dispose();
        _deadline?.Dispose();
    }
}
