using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

public class GuardTests
{
    [Theory]
    [InlineData(403)]
    [InlineData(401)]
    public void Invite_GuardRefuses_NobodyHearsOfIt(int status) => RunGuarded(new(status, [new("X-Why", "because")]), async (story, call) =>
    {
        var failed = Assert.IsType<CallFailed>((await Story.RestAsync(call))[^1]);
        Assert.Equal((status, "because"), (failed.Failure.Status, failed.Failure.Response!.Headers["X-Why"]));
        Assert.False(story.Guarded.IncomingCalls.TryRead(out _));
    });

    [Fact]
    public void Invite_GuardDrops_NothingComesBack() => RunGuarded(SipAdmission.Dropped, async (story, call) =>
    {
        var failed = Assert.IsType<CallFailed>((await Story.RestAsync(call))[^1]);
        Assert.Equal(SipFailureKind.Timeout, failed.Failure.Kind);
        Assert.True(story.Guarded.DroppedMessages > 0);
    });

    [Fact]
    public void Invite_GuardGrants_CallIsTakenAndLaterRequestsAreNotAsked() => RunGuarded(SipAdmission.Granted, async (story, call) =>
    {
        var callee = await story.Guarded.IncomingCalls.ReadAsync(Story.Token);
        await callee.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        await Story.NextAsync<CallAnswered>(call);
        await call.HangUpAsync(null, Story.Token);
        Assert.Equal(["INVITE"], story.Guard.Asked);
    });

    private static void RunGuarded(SipAdmission admission, Func<(SipEndpoint Guarded, Fixed Guard), OutgoingCall, Task> tell) => Story.Run(async story =>
    {
        var guard = new Fixed(admission);
        await using var guarded = new SipEndpoint(story.Network.Bind("192.0.2.7:5060"), new() { Random = new(9), Guard = guard }, story.World.Time);
        await guarded.StartAsync(Story.Token);
        await tell((guarded, guard), story.DialTo(guarded.LocalEndPoint));
    });

    private sealed class Fixed(SipAdmission admission) : ISipGuard
    {
        public List<string> Asked { get; } = [];

        public SipAdmission Admit(SipRequest request, IPEndPoint remote)
        {
            Asked.Add(request.Method);
            return admission;
        }

        public bool MayRefuse(IPEndPoint remote) => true;
    }
}
