using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>
/// Repeats a 2xx to INVITE until its ACK comes (RFC 3261, section 13.3.1.4): after T1, then doubling up to T2, for 64 times T1; over every
/// transport, since the answer may pass a proxy that changes to UDP.
/// </summary>
internal sealed class AnswerRetransmission
{
    private readonly UserAgent _agent;
    private readonly ServerTransaction _transaction;
    private readonly SipResponse _response;
    private readonly IDisposable _deadline;
    private IDisposable _repeat;
    private TimeSpan _interval;

    public AnswerRetransmission(UserAgent agent, ServerTransaction transaction, SipResponse response, Action<AnswerRetransmission> missing)
    {
        (_agent, _transaction, _response, _interval) = (agent, transaction, response, agent.Timers.T1);
        transaction.Respond(response);
        _repeat = agent.Schedule(_interval, Repeat);
        _deadline = agent.Schedule(agent.Timers.TransactionTimeout, () =>
        {
            Stop();
            missing(this);
        });
    }

    /// <summary>Number of the INVITE, by which its ACK is known.</summary>
    public uint Sequence => _transaction.Request.CSeq.Number;

    public void Stop()
    {
        _repeat.Dispose();
        _deadline.Dispose();
    }

    private void Repeat()
    {
        _transaction.Respond(_response);
        _interval = _interval * 2 < _agent.Timers.T2 ? _interval * 2 : _agent.Timers.T2;
        _repeat = _agent.Schedule(_interval, Repeat);
    }
}
