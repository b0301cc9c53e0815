using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Transactions;

/// <summary>INVITE server transaction (RFC 3261, section 17.2.1; RFC 6026, section 7.1).</summary>
internal sealed class ServerInviteTransaction(ITransactionEnvironment environment, SipRequest invite, IPEndPoint destination)
    : ServerTransaction(environment, invite, destination)
{
    private TimeSpan _interval;
    private byte[]? _last;

    private enum Input
    {
        Invite,
        Ack,
        Provisional,
        Success,
        Failure,
        TimerG,
        TimerH,
        TimerI,
        TimerL,
        TransportError,
    }

    internal enum TransactionState
    {
        Proceeding,
        Completed,
        Confirmed,
        Accepted,
        Terminated,
    }

    public TransactionState State { get; private set; }

    /// <summary>The tag that the responses carry in To, once its user has chosen one; the answer to a CANCEL carries the same.</summary>
    public string? ToTag { get; set; }

    /// <summary>What to do when a CANCEL comes in time; set by the user of the transaction.</summary>
    public Action<SipRequest>? Cancelled { get; set; }

    public override bool IsAnswered => State is not TransactionState.Proceeding;

    public override void Receive(SipRequest request) => Handle(request.Method == SipMethods.Ack ? Input.Ack : Input.Invite);

    public override void Respond(SipResponse response) =>
        Handle(response.IsProvisional ? Input.Provisional : response.IsSuccess ? Input.Success : Input.Failure, SipWriter.ToArray(response));

    public override void TransportFailed() => Handle(Input.TransportError);

    protected override void Fired(SipTimer timer) => Handle(timer switch
    {
        SipTimer.G => Input.TimerG,
        SipTimer.H => Input.TimerH,
        SipTimer.I => Input.TimerI,
        _ => Input.TimerL,
    });

    private void Handle(Input input, byte[]? response = null)
    {
        switch (State, input)
        {
            case (TransactionState.Proceeding, Input.Invite) when _last is not null:
                Send(_last);
                break;

            case (TransactionState.Proceeding, Input.Provisional):
                Send(_last = response!);
                break;

            case (TransactionState.Proceeding, Input.Success):
                State = TransactionState.Accepted;
                Cancelled = null;   // It is asked for no more, and would keep the call in memory until timer L.
                Send(response!);
                Start(SipTimer.L, Timers.TransactionTimeout);
                break;

            case (TransactionState.Accepted, Input.Success):
                Send(response!);
                break;

            case (TransactionState.Proceeding, Input.Failure):
                State = TransactionState.Completed;
                Send(_last = response!);
                _interval = Timers.T1;
                if (!IsReliable)
                {
                    Start(SipTimer.G, _interval);
                }

                Start(SipTimer.H, Timers.TransactionTimeout);
                break;

            case (TransactionState.Completed, Input.Invite):
                Send(_last!);
                break;

            case (TransactionState.Completed, Input.TimerG):
                Send(_last!);
                _interval = Shorter(_interval * 2, Timers.T2);
                Start(SipTimer.G, _interval);
                break;

            case (TransactionState.Completed, Input.Ack):
                State = TransactionState.Confirmed;
                Stop(SipTimer.G);
                Stop(SipTimer.H);
                Start(SipTimer.I, Linger(Timers.T4));
                break;

            // In Accepted a failed send is the user's to repeat (RFC 6026, section 8.8).
            case (TransactionState.Completed, Input.TimerH or Input.TransportError):
            case (TransactionState.Confirmed, Input.TimerI):
            case (TransactionState.Accepted, Input.TimerL):
                State = TransactionState.Terminated;
                Terminate();
                break;
        }
    }
}
