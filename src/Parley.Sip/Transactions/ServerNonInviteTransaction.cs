using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Transactions;

/// <summary>Non-INVITE server transaction (RFC 3261, section 17.2.2).</summary>
internal sealed class ServerNonInviteTransaction(ITransactionEnvironment environment, SipRequest request, IPEndPoint destination)
    : ServerTransaction(environment, request, destination)
{
    private byte[]? _last;

    private enum Input
    {
        Request,
        Provisional,
        Final,
        TimerJ,
        TransportError,
    }

    internal enum TransactionState
    {
        Trying,
        Proceeding,
        Completed,
        Terminated,
    }

    public TransactionState State { get; private set; }

    public override bool IsAnswered => State is TransactionState.Completed or TransactionState.Terminated;

    public override void Receive(SipRequest request) => Handle(Input.Request);

    public override void Respond(SipResponse response) =>
        Handle(response.IsProvisional ? Input.Provisional : Input.Final, SipWriter.ToArray(response));

    public override void TransportFailed() => Handle(Input.TransportError);

    protected override void Fired(SipTimer timer) => Handle(Input.TimerJ);

    private void Handle(Input input, byte[]? response = null)
    {
        switch (State, input)
        {
            case (TransactionState.Trying or TransactionState.Proceeding, Input.Provisional):
                State = TransactionState.Proceeding;
                Send(_last = response!);
                break;

            case (TransactionState.Trying or TransactionState.Proceeding, Input.Final):
                State = TransactionState.Completed;
                Send(_last = response!);
                Start(SipTimer.J, Linger(Timers.TransactionTimeout));
                break;

            case (TransactionState.Proceeding or TransactionState.Completed, Input.Request):
                Send(_last!);
                break;

            case (TransactionState.Completed, Input.TimerJ):
            case (TransactionState.Proceeding or TransactionState.Completed, Input.TransportError):
                State = TransactionState.Terminated;
                Terminate();
                break;
        }
    }
}
