using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Transactions;

/// <summary>INVITE client transaction (RFC 3261, section 17.1.1; RFC 6026, section 7.2).</summary>
internal sealed class ClientInviteTransaction(
    ITransactionEnvironment environment, SipRequest invite, IPEndPoint destination, Action<ClientResult> deliver)
    : SipTransaction(environment, TransactionKey.ForClient(invite), invite, destination), IClientTransaction
{
    private readonly byte[] _invite = SipWriter.ToArray(invite);
    private TimeSpan _interval;
    private byte[]? _ack;

    private enum Input
    {
        Begin,
        Provisional,
        Success,
        Failure,
        TimerA,
        TimerB,
        TimerD,
        TimerM,
        TransportError,
        Abandon,
    }

    internal enum TransactionState
    {
        Initial,
        Calling,
        Proceeding,
        Completed,
        Accepted,
        Terminated,
    }

    public TransactionState State { get; private set; }

    public bool IsWaiting => State is TransactionState.Calling;

    public void Begin() => Handle(Input.Begin);

    /// <summary>Stops waiting for a final response that never comes after a CANCEL (RFC 3261, section 9.1).</summary>
    public void Abandon() => Handle(Input.Abandon);

    public void Receive(SipResponse response) =>
        Handle(response.IsProvisional ? Input.Provisional : response.IsSuccess ? Input.Success : Input.Failure, response);

    public override void TransportFailed() => Handle(Input.TransportError);

    public override void Abort()
    {
        var waiting = State is TransactionState.Calling or TransactionState.Proceeding;
        End(ClientResult.TransportError(Request), quietly: !waiting);
    }

    protected override void Fired(SipTimer timer) => Handle(timer switch
    {
        SipTimer.A => Input.TimerA,
        SipTimer.B => Input.TimerB,
        SipTimer.D => Input.TimerD,
        _ => Input.TimerM,
    });

    private void Handle(Input input, SipResponse? response = null)
    {
        switch (State, input)
        {
            case (TransactionState.Initial, Input.Begin):
                State = TransactionState.Calling;
                Send(_invite);
                _interval = Timers.T1;
                if (!IsReliable)
                {
                    Start(SipTimer.A, _interval);
                }

                Start(SipTimer.B, Timers.TransactionTimeout);
                break;

            case (TransactionState.Calling, Input.TimerA):
                Send(_invite);
                _interval *= 2;
                Start(SipTimer.A, _interval);
                break;

            case (TransactionState.Calling, Input.TimerB):
                End(ClientResult.Timeout(Request));
                break;

            case (TransactionState.Calling or TransactionState.Completed, Input.TransportError):
                End(ClientResult.TransportError(Request), quietly: State == TransactionState.Completed);
                break;

            case (TransactionState.Calling or TransactionState.Proceeding, Input.Provisional):
                State = TransactionState.Proceeding;
                StopRetransmitting();
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Calling or TransactionState.Proceeding, Input.Failure):
                State = TransactionState.Completed;
                StopRetransmitting();
                Send(_ack = SipWriter.ToArray(CreateAck(Request, response!)));
                Start(SipTimer.D, Linger(Timers.TimerD));
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Calling or TransactionState.Proceeding, Input.Success):
                State = TransactionState.Accepted;
                StopRetransmitting();
                Start(SipTimer.M, Timers.TransactionTimeout);
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Accepted, Input.Success):
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Completed, Input.Failure):
                Send(_ack!);
                break;

            case (TransactionState.Proceeding, Input.Abandon):
                End(ClientResult.Timeout(Request));
                break;

            case (TransactionState.Completed, Input.TimerD):
            case (TransactionState.Accepted, Input.TimerM):
                State = TransactionState.Terminated;
                Terminate();
                break;
        }
    }

    private void End(ClientResult result, bool quietly = false)
    {
        State = TransactionState.Terminated;
        Terminate();
        if (!quietly)
        {
            deliver(result);
        }
    }

    private void StopRetransmitting()
    {
        Stop(SipTimer.A);
        Stop(SipTimer.B);
    }

    // RFC 3261, section 17.1.1.3: the ACK of a refusal belongs to the transaction and repeats its branch.
    private static SipRequest CreateAck(SipRequest invite, SipResponse response)
    {
        var ack = new SipRequest(SipMethods.Ack, invite.Uri);
        ack.Headers.Add(SipHeaderNames.Via, invite.TopVia.ToString());
        ack.Headers.Add(SipHeaderNames.MaxForwards, "70");
        foreach (var header in invite.Headers)
        {
            if (header.Name is SipHeaderNames.Route or SipHeaderNames.From or SipHeaderNames.CallId)
            {
                ack.Headers.Add(header);
            }
        }

        ack.Headers.Add(SipHeaderNames.To, response.Headers[SipHeaderNames.To]!);
        ack.Headers.Add(SipHeaderNames.CSeq, new CSeq(invite.CSeq.Number, SipMethods.Ack).ToString());
        return ack;
    }
}
