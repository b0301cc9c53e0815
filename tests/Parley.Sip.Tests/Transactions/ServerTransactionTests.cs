using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transactions;
using static Parley.Sip.Transactions.ServerInviteTransaction.TransactionState;

namespace Parley.Sip.Tests.Transactions;

public class ServerTransactionTests
{
    private readonly FakeEnvironment _world = new();

    [Fact]
    public void Invite_RefusedAndNeverAcknowledged_RepeatsByTimerGAndEndsByTimerH()
    {
        var transaction = Invite();
        Respond(transaction, 486);
        _world.Advance(40);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], _world.Times);
        Assert.Equal(32, _world.TerminatedAt);
    }

    [Fact]
    public void Invite_RefusedAndAcknowledged_AbsorbsFurtherAcksUntilTimerI()
    {
        var transaction = Invite();
        Respond(transaction, 486);
        transaction.Receive(Written.Request("ACK", "z9hG4bKx"));
        Assert.Equal(Confirmed, transaction.State);
        transaction.Receive(Written.Request("ACK", "z9hG4bKx"));
        transaction.Receive(transaction.Request);
        _world.Advance(10);
        Assert.Single(_world.Sent);
        Assert.Equal(5, _world.TerminatedAt);
    }

    [Fact]
    public void Invite_Repeated_GetsTheLastResponseAgain()
    {
        var transaction = Invite();
        transaction.Receive(transaction.Request);
        Assert.Empty(_world.Sent);
        Respond(transaction, 100);
        Respond(transaction, 180);
        transaction.Receive(transaction.Request);
        Respond(transaction, 486);
        transaction.Receive(transaction.Request);
        Assert.Equal(["100", "180", "180", "486", "486"], _world.Sent.Select(s => s.FirstLine.Split(' ')[1]));
    }

    [Fact]
    public void Invite_Accepted_AbsorbsRepeatsUntilTimerLAndSendsOnly2xx()
    {
        var transaction = Invite();
        Respond(transaction, 200);
        transaction.Receive(transaction.Request);
        Respond(transaction, 200);
        Respond(transaction, 486);
        _world.Advance(40);
        Assert.Equal(["200", "200"], _world.Sent.Select(s => s.FirstLine.Split(' ')[1]));
        Assert.Equal(32, _world.TerminatedAt);
    }

    [Fact]
    public void NonInvite_Repeated_GetsTheAnswerAgainUntilTimerJ()
    {
        var transaction = new ServerNonInviteTransaction(_world, Written.Request("OPTIONS", "z9hG4bKx"), FakeEnvironment.Peer);
        transaction.Receive(transaction.Request);
        Assert.Empty(_world.Sent);
        Respond(transaction, 200);
        _world.Advance(31);
        transaction.Receive(transaction.Request);
        Respond(transaction, 500);
        _world.Advance(2);
        Assert.Equal([0, 31], _world.Times);
        Assert.Equal(32, _world.TerminatedAt);
    }

    [Theory]
    [InlineData("z9hG4bKabc", "z9hG4bKabc", true)]
    [InlineData("z9hG4bKabc", "z9hG4bKabd", false)]
    [InlineData("old", "old", true)]
    [InlineData("z9hG4bK", "z9hG4bK", true)]
    public void Key_AckOfInvite_MatchesByBranchOrLikeRfc2543(string inviteBranch, string ackBranch, bool same)
    {
        var invite = Written.Request("INVITE", inviteBranch);
        var ack = Written.Request("ACK", ackBranch, toTag: "b");
        Assert.Equal(same, TransactionKey.ForServer(invite) == TransactionKey.ForServer(ack));
    }

    [Fact]
    public void Key_BranchIsOnlyTheCookie_DoesNotMatchAnotherCall()
    {
        var first = Written.Request("OPTIONS", "z9hG4bK");
        var second = Written.Request("OPTIONS", "z9hG4bK", cseq: 2);
        Assert.NotEqual(TransactionKey.ForServer(first), TransactionKey.ForServer(second));
    }

    private ServerInviteTransaction Invite() => new(_world, Written.Request("INVITE", "z9hG4bKx"), FakeEnvironment.Peer);

    private static void Respond(ServerTransaction transaction, int status) =>
        transaction.Respond(SipResponse.Create(transaction.Request, status, toTag: "t"));
}
