using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transactions;
using static Parley.Sip.Transactions.ClientInviteTransaction.TransactionState;

namespace Parley.Sip.Tests.Transactions;

public class ClientInviteTransactionTests
{
    private readonly List<ClientResult> _delivered = [];

    [Fact]
    public void Begin_NoAnswer_RepeatsByTimerAAndGivesUpByTimerB()
    {
        var world = new FakeEnvironment();
        Create(world);
        world.Advance(40);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], world.Times);
        Assert.Equal(32, world.TerminatedAt);
        Assert.Equal((408, ResponseOrigin.Timeout), (_delivered.Single().Response.Status, _delivered.Single().Origin));
    }

    [Fact]
    public void Begin_ReliableTransport_SendsOnce()
    {
        var world = new FakeEnvironment { IsReliable = true };
        Create(world);
        world.Advance(40);
        Assert.Equal([0], world.Times);
        Assert.Equal(32, world.TerminatedAt);
    }

    [Fact]
    public void Receive_Provisional_StopsRepeatingAndWaitsForEver()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        world.Advance(0.6);
        transaction.Receive(Response(transaction, 180));
        world.Advance(300);
        Assert.Equal([0, 0.5], world.Times);
        Assert.Equal(Proceeding, transaction.State);
        Assert.Equal(180, _delivered.Single().Response.Status);
    }

    [Fact]
    public void Receive_Refusal_AcknowledgesEachTimeAndEndsByTimerD()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.Receive(Response(transaction, 486));
        transaction.Receive(Response(transaction, 486));
        Assert.Equal(["INVITE", "ACK", "ACK"], world.Sent.Select(s => s.FirstLine.Split(' ')[0]));
        Assert.Single(_delivered);
        world.Advance(31.9);
        Assert.Equal(Completed, transaction.State);
        world.Advance(0.2);
        Assert.Equal(32, world.TerminatedAt);
    }

    [Fact]
    public void Receive_Refusal_AckRepeatsBranchAndTakesToTag()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.Receive(Response(transaction, 486));
        var ack = Written.Request(world.SentTexts[1]);
        Assert.Equal(transaction.Request.TopVia.Branch, ack.TopVia.Branch);
        Assert.Equal("t", ack.To.Tag);
        Assert.Equal(new CSeq(1, "ACK"), ack.CSeq);
        Assert.Equal(transaction.Request.Uri, ack.Uri);
        Assert.Equal(transaction.Request.CallId, ack.CallId);
    }

    [Fact]
    public void Receive_RefusalOverReliable_EndsAtOnce()
    {
        var world = new FakeEnvironment { IsReliable = true };
        var transaction = Create(world);
        transaction.Receive(Response(transaction, 486));
        world.Advance(0.01);
        Assert.NotNull(world.TerminatedAt);
    }

    [Fact]
    public void Receive_Success_PassesEveryRepeatUpAndEndsByTimerM()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.Receive(Response(transaction, 200));
        world.Advance(1);
        transaction.Receive(Response(transaction, 200));
        transaction.Receive(Response(transaction, 486));
        transaction.Receive(Response(transaction, 180));
        Assert.Equal([200, 200], _delivered.Select(d => d.Response.Status));
        Assert.Equal(Accepted, transaction.State);
        Assert.Single(world.Sent);
        world.Advance(32);
        Assert.Equal(32, world.TerminatedAt);
    }

    [Fact]
    public void TransportFailed_WhileCalling_IsDeliveredOnce()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.TransportFailed();
        transaction.TransportFailed();
        Assert.Equal(ResponseOrigin.TransportError, _delivered.Single().Origin);
        world.Advance(40);
        Assert.Single(world.Sent);
    }

    [Fact]
    public void Abandon_Proceeding_EndsAsTimeout()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.Abandon();
        Assert.Empty(_delivered);
        transaction.Receive(Response(transaction, 180));
        transaction.Abandon();
        Assert.Equal(ResponseOrigin.Timeout, _delivered.Last().Origin);
        Assert.NotNull(world.TerminatedAt);
    }

    [Fact]
    public void Begin_OtherT1_ScalesEveryTimer()
    {
        var world = new FakeEnvironment { Timers = new() { T1 = TimeSpan.FromMilliseconds(100) } };
        Create(world);
        world.Advance(10);
        Assert.Equal([0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3], world.Times.Select(t => Math.Round(t, 3)));
        Assert.Equal(6.4, world.TerminatedAt);
    }

    private static SipResponse Response(ClientInviteTransaction transaction, int status) =>
        SipResponse.Create(transaction.Request, status, toTag: "t");

    private ClientInviteTransaction Create(FakeEnvironment world)
    {
        var transaction = new ClientInviteTransaction(world, Written.Request("INVITE", "z9hG4bKx"), FakeEnvironment.Peer, _delivered.Add);
        transaction.Begin();
        return transaction;
    }
}
