using System.Net;
using Parley.Agents;
using Parley.Server.Tests.Sockets;
using Parley.Server.Tests.Storage;
using Parley.Sip;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>The function <c>transfer_call</c> over SIP and sound: two phones, which hear each other afterwards.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class TransferToolTests
{
    private static readonly IPEndPoint DeskAddress = new(IPAddress.Parse("10.9.0.3"), 5060);

    private readonly TaskCompletionSource<string> _told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Blind_CallerAndTarget_AreWithEachOther() => CallServer.RunAsync(async server =>
    {
        await using var desk = await server.StartPhoneAsync(DeskAddress);
        server.Agents["outbound"] = HandsOn(CallTransferMode.Blind);
        var id = await server.StartSessionAsync();
        var caller = await server.Phone.AnswersAsync();

        // What a phone does when it is sent somewhere.
        var target = (await NextAsync<ReferReceived>(caller)).Target.Uri;
        await caller.AcceptReferAsync();
        var call = server.Phone.Calls(target.ToRequestUri(), desk.EndPoint);
        var taken = await desk.AnswersAsync();
        var answered = await NextAsync<CallAnswered>(call);
        await caller.NotifyReferAsync(200);

        Assert.Equal("The caller is with them now.", await _told.Task);
        await server.EndOfAsync(id);
        server.AssertNothingIsLeft();
        Assert.Empty(target.Headers);
        await AssertHearEachOtherAsync(server, (server.Phone, answered.Response.Body), (desk, taken.Invite.Body));
        await call.HangUpAsync();
    });

    [Fact]
    public Task Attended_SpecialistPressesOne_CallerTakesOurPlace() => CallServer.RunAsync(async server =>
    {
        await using var desk = await server.StartPhoneAsync(DeskAddress);
        server.Agents["outbound"] = HandsOn(CallTransferMode.Attended);
        var id = await server.StartSessionAsync();
        var caller = await server.Phone.AnswersAsync();
        var asked = await desk.AnswersAsync();
        await PressOneAsync(server, asked);

        // The caller's phone calls the specialist's with Replaces, whose phone lets go of us.
        var target = (await NextAsync<ReferReceived>(caller)).Target.Uri;
        await caller.AcceptReferAsync();
        var call = server.Phone.Calls(target.ToRequestUri(), desk.EndPoint, headers: [.. target.Headers]);
        var taken = await desk.AnswersAsync();
        Assert.Same(asked, taken.Replaced);
        await asked.HangUpAsync();
        var answered = await NextAsync<CallAnswered>(call);
        await caller.NotifyReferAsync(200);

        Assert.Equal("The caller is with them now.", await _told.Task);
        await server.EndOfAsync(id);
        server.AssertNothingIsLeft();
        await AssertHearEachOtherAsync(server, (server.Phone, answered.Response.Body), (desk, taken.Invite.Body));
        await call.HangUpAsync();
    });

    [Theory]
    [InlineData(CallTransferMode.Warm)]
    [InlineData(CallTransferMode.Bridged)]
    public Task InTheRoom_CallerAndSpecialist_HearEachOtherThroughUs(CallTransferMode mode) => CallServer.RunAsync(async server =>
    {
        await using var desk = await server.StartPhoneAsync(DeskAddress);
        server.Agents["outbound"] = HandsOn(mode);
        var id = await server.StartSessionAsync();
        var caller = await server.Phone.AnswersAsync();
        var taken = await desk.AnswersAsync();
        if (mode is CallTransferMode.Warm)
        {
            await PressOneAsync(server, taken);
        }

        Assert.Equal("The caller is with them now.", await _told.Task);
        await AssertHearEachOtherAsync(server, (server.Phone, caller.Invite.Body), (desk, taken.Invite.Body));

        await taken.HangUpAsync();
        await server.EndOfAsync(id);
        server.AssertNothingIsLeft();
    });

    /// <summary>Calls somebody and hands them on at once, as a model would.</summary>
    private AgentScript HandsOn(CallTransferMode mode)
    {
        var transfers = new Dictionary<string, CallTransfer> { ["desk"] = new($"sip:desk@{DeskAddress}") { Mode = mode } };
        return (session, cancellationToken) =>
        {
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(new DialoutRequest(CallServer.Callee).HearingTheAgentOnly(), ct) : Task.CompletedTask);
            session.On<DialoutAnswered>(async (answered, ct) =>
            {
                if (!session.IsTransferLeg(answered.SessionId))
                {
                    var conversation = session.CreateConversation(answered.SessionId).UseTextToSpeech(new ToneVoice(TimeSpan.FromSeconds(1))).Build();
                    await conversation.StartAsync(ct);
                    _ = TransferAsync(CallTools.TransferCall(conversation, transfers));
                }
            });
            session.On<DialoutStopped>((e, ct) => session.IsTransferLeg(e.SessionId) ? Task.CompletedTask : session.LeaveAsync(ct));
            return session.RunAsync(cancellationToken: cancellationToken);
        };

        async Task TransferAsync(CallTool tool)
        {
            try
            {
                _told.TrySetResult($"{await tool.Function.InvokeAsync(new() { ["target"] = "desk", ["briefing"] = "Sam is calling about a bill." })}");
            }
            catch (Exception fault)
            {
                _told.TrySetException(fault);
            }
        }
    }

    private static async Task PressOneAsync(CallServer server, IncomingCall call)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), server.Time, Token);
        Assert.Equal(200, (await call.SendAsync("INFO", "Signal=1\r\nDuration=100\r\n"u8.ToArray(), "application/dtmf-relay", cancellationToken: Token)).Status);
    }

    private static async Task AssertHearEachOtherAsync(CallServer server, (Phone Phone, ReadOnlyMemory<byte> Far) one, (Phone Phone, ReadOnlyMemory<byte> Far) other)
    {
        Assert.Equal((false, true), await WhoHearsAsync(one));
        Assert.Equal((true, false), await WhoHearsAsync(other));

        async Task<(bool One, bool Other)> WhoHearsAsync((Phone Phone, ReadOnlyMemory<byte> Far) speaker)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), server.Time, Token);   // What came before has been played.
            one.Phone.Hears();
            other.Phone.Hears();
            for (var i = 0; i < 50; i++)
            {
                speaker.Phone.Says(speaker.Far);
                await Task.Delay(TimeSpan.FromMilliseconds(20), server.Time, Token);
            }

            return (IsLoud(one.Phone.Hears()), IsLoud(other.Phone.Hears()));
        }
    }

    // The tone for at least half of the time.
    private static bool IsLoud(short[] heard) => heard.Count(sample => Math.Abs((int)sample) > 2000) > 2000;

    private static async Task<T> NextAsync<T>(SipCall call)
        where T : SipCallEvent
    {
        while (true)
        {
            if (await call.Events.ReadAsync(Token) is T wanted)
            {
                return wanted;
            }
        }
    }
}
