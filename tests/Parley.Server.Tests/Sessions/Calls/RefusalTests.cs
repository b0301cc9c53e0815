using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Tests.Storage;
using Parley.Telephony;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Contract 5.2: what is refused is refused in the return value, with these words, in this order, and is no event.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class RefusalTests
{
    private static readonly DialoutRequest Phone = new(Callee);

    public static TheoryData<DialoutRequest, string> Refusals => new()
    {
        { new(), "either sipUri or phoneNumber is required, but not both" },
        { Phone with { SipUri = "sip:a@127.0.0.1" }, "either sipUri or phoneNumber is required, but not both" },
        { new("+4930123456"), "International dialout not supported. Contact sales to enable it for your domain" },
        { Phone with { CallerId = "nobody" }, "callerId not found" },
        { Phone with { UserId = new string('u', 37) }, "userId must have at most 36 characters" },
        { Phone with { Extension = new string('1', 21) }, "extension must not be longer than 20 characters" },
        { Phone with { WaitBeforeExtension = TimeSpan.FromSeconds(61) }, "waitBeforeExtensionDialSec must be 0 to 60" },
        { Phone with { RingTimeout = TimeSpan.Zero }, "the ring timeout must be above 0 and at most 600 seconds" },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public Task StartDialout_WrongRequest_IsRefusedWithoutEvent(DialoutRequest request, string text) => CallServer.RunAsync(async server =>
    {
        Assert.Equal(text, await RefusalAsync(server, request));
    });

    [Fact]
    public Task StartDialout_RoomWithoutDialout_IsRefused() => CallServer.RunAsync(async server =>
    {
        Assert.Equal("dial-out not enabled for room. add enable_dialout property to room", await RefusalAsync(server, new(), room: "{}"));
    });

    [Fact]
    public Task StartDialout_PhoneNumbersOff_IsRefused() => CallServer.RunAsync(async server =>
    {
        Assert.Equal(
            "dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain",
            await RefusalAsync(server, new("+4930123456") { CallerId = "nobody" }));
    }, ("Dialout:PhoneNumbers", "false"));

    [Fact]
    public Task StartDialout_AttemptNotWritten_SendsNoInvite() => CallServer.RunAsync(services => services.AddSingleton<IAttemptLog, FullDisk>(), async server =>
    {
        Assert.Equal("the attempt could not be written down, so the call was not placed", await RefusalAsync(server, Phone));
        Assert.True(server.Phone.IsQuiet);
    });

    [Fact]
    public Task StartDialout_FiveAtOnceThenASixth_RefusesTheSixthOnly() => CallServer.RunAsync(async server =>
    {
        var (starts, sixth, unowned) = (new List<DialoutStart>(), (DialoutStart?)null, (DialoutStart?)null);

        var session = await server.RunSessionAsync(Scripted.Once(async (session, ct) =>
        {
            var starting = Enumerable.Range(0, 5).Select(_ => session.StartDialoutAsync(Phone, ct)).ToList();
            foreach (var start in starting)
            {
                starts.Add(await start);
            }

            unowned = await session.StartDialoutAsync(Phone with { CallerId = "nobody" }, ct);
            sixth = await session.StartDialoutAsync(Phone, ct);
        }));

        Assert.All(starts, start => Assert.True(start.IsAccepted, start.Error));
        Assert.Equal("callerId not found", unowned!.Error);
        Assert.Equal("max sip/pstn sessions reached", sixth!.Error);
        Assert.Equal(5, session.Events.OfType<DialoutStopped>().Count());
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task StartDialout_AfterALegHasEnded_TakesItsPlace() => CallServer.RunAsync(async server =>
    {
        var again = 0;
        server.Agents["outbound"] = async (session, ct) =>
        {
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutError>(async (_, c) =>
            {
                if (++again == 3 || !(await session.StartDialoutAsync(Phone, c)).IsAccepted)
                {
                    await session.LeaveAsync(c);
                }
            });
            await session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await server.Phone.RingsAsync()).RejectAsync(486);
        }

        Assert.Equal(3, (await server.EndOfAsync(id)).Events.OfType<DialoutError>().Count());
    }, ("Dialout:MaxLegsPerRoom", "1"));

    [Fact]
    public Task StartDialout_AfterTheRoomWasLeft_IsRefusedAndCallsNobody() => CallServer.RunAsync(async server =>
    {
        DialoutStart? late = null;

        await server.RunSessionAsync(async (session, ct) =>
        {
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.LeaveAsync(c) : Task.CompletedTask);
            await session.RunAsync(cancellationToken: ct);
            late = await session.StartDialoutAsync(Phone, CancellationToken.None);
        });

        Assert.Equal("room not found", late!.Error);
        Assert.True(server.Phone.IsQuiet);
        server.AssertNothingIsLeft();
    });

    private static async Task<string?> RefusalAsync(CallServer server, DialoutRequest request, string? room = null)
    {
        DialoutStart? start = null;
        var session = await server.RunSessionAsync(Scripted.Once(async (session, ct) => start = await session.StartDialoutAsync(request, ct)), room);
        Assert.Equal("joining joined leaving left", session.Story);
        Assert.Empty(session.Record.GetProperty("dialouts").EnumerateArray());
        server.AssertNothingIsLeft();
        return start!.Error;
    }

    private sealed class FullDisk : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => throw new IOException("No space left on device");
    }
}
