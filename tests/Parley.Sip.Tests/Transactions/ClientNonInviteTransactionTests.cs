using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transactions;

namespace Parley.Sip.Tests.Transactions;

public class ClientNonInviteTransactionTests
{
    private readonly List<ClientResult> _delivered = [];

    [Fact]
    public void Begin_NoAnswer_RepeatsByTimerEUpToT2AndGivesUpByTimerF()
    {
        var world = new FakeEnvironment();
        Create(world);
        world.Advance(40);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], world.Times);
        Assert.Equal(32, world.TerminatedAt);
        Assert.Equal(ResponseOrigin.Timeout, _delivered.Single().Origin);
    }

    [Fact]
    public void Receive_Provisional_GoesOnRepeatingEveryT2()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        world.Advance(0.2);
        transaction.Receive(SipResponse.Create(transaction.Request, 100));
        world.Advance(9);
        Assert.Equal([0, 0.5, 4.5, 8.5], world.Times);
        world.Advance(40);
        Assert.Equal(32, world.TerminatedAt);
    }

    [Fact]
    public void Receive_Final_DeliversOnceAndEndsByTimerK()
    {
        var world = new FakeEnvironment();
        var transaction = Create(world);
        transaction.Receive(SipResponse.Create(transaction.Request, 200));
        transaction.Receive(SipResponse.Create(transaction.Request, 200));
        Assert.Single(_delivered);
        world.Advance(10);
        Assert.Equal(5, world.TerminatedAt);
        Assert.Single(world.Sent);
    }

    [Fact]
    public void TransportFailed_WhileTrying_IsDelivered()
    {
        var world = new FakeEnvironment();
        Create(world).TransportFailed();
        Assert.Equal((503, ResponseOrigin.TransportError), (_delivered.Single().Response.Status, _delivered.Single().Origin));
        Assert.NotNull(world.TerminatedAt);
    }

    private ClientNonInviteTransaction Create(FakeEnvironment world)
    {
        var transaction = new ClientNonInviteTransaction(world, Written.Request("OPTIONS", "z9hG4bKx"), FakeEnvironment.Peer, _delivered.Add);
        transaction.Begin();
        return transaction;
    }
}
