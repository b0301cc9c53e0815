using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Transactions;

/// <summary>Non-INVITE client transaction (RFC 3261, section 17.1.2).</summary>
internal sealed class ClientNonInviteTransaction(
    ITransactionEnvironment environment, SipRequest request, IPEndPoint destination, Action<ClientResult> deliver)
    : SipTransaction(environment, TransactionKey.ForClient(request), request, destination), IClientTransaction
{
    private readonly byte[] _request = SipWriter.ToArray(request);
    private TimeSpan _interval;

    private enum Input
    {
        Begin,
        Provisional,
        Final,
        TimerE,
        TimerF,
        TimerK,
        TransportError,
    }

    internal enum TransactionState
    {
        Initial,
        Trying,
        Proceeding,
        Completed,
        Terminated,
    }

    public TransactionState State { get; private set; }

    public bool IsWaiting => State is TransactionState.Trying;

    public void Begin() => Handle(Input.Begin);

    public void Receive(SipResponse response) => Handle(response.IsProvisional ? Input.Provisional : Input.Final, response);

    public override void TransportFailed() => Handle(Input.TransportError);

    public override void Abort()
    {
        var waiting = State is TransactionState.Trying or TransactionState.Proceeding;
        End(ClientResult.TransportError(Request), quietly: !waiting);
    }

    protected override void Fired(SipTimer timer) => Handle(timer switch
    {
        SipTimer.E => Input.TimerE,
        SipTimer.F => Input.TimerF,
        _ => Input.TimerK,
    });

    private void Handle(Input input, SipResponse? response = null)
    {
        switch (State, input)
        {
            case (TransactionState.Initial, Input.Begin):
                State = TransactionState.Trying;
                Send(_request);
                _interval = Timers.T1;
                if (!IsReliable)
                {
                    Start(SipTimer.E, _interval);
                }

                Start(SipTimer.F, Timers.TransactionTimeout);
                break;

            case (TransactionState.Trying, Input.TimerE):
                Send(_request);
                _interval = Shorter(_interval * 2, Timers.T2);
                Start(SipTimer.E, _interval);
                break;

            case (TransactionState.Proceeding, Input.TimerE):
                Send(_request);
                Start(SipTimer.E, Timers.T2);
                break;

            case (TransactionState.Trying or TransactionState.Proceeding, Input.TimerF):
                End(ClientResult.Timeout(Request));
                break;

            case (TransactionState.Trying or TransactionState.Proceeding, Input.TransportError):
                End(ClientResult.TransportError(Request));
                break;

            case (TransactionState.Trying or TransactionState.Proceeding, Input.Provisional):
                State = TransactionState.Proceeding;
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Trying or TransactionState.Proceeding, Input.Final):
                State = TransactionState.Completed;
                Stop(SipTimer.E);
                Stop(SipTimer.F);
                Start(SipTimer.K, Linger(Timers.T4));
                deliver(new(response!, ResponseOrigin.Network));
                break;

            case (TransactionState.Completed, Input.TimerK):
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
}
