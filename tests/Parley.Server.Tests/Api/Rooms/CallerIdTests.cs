using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Contract 5.4: which owned number a callee sees, in the INVITE that reaches its phone.</summary>
public sealed class CallerIdTests
{
    private const string Oldest = CallServer.Number;
    private const string Other = "+12125550101";
    private const string Youngest = "+12125550102";

    private static readonly string[] s_all = [Oldest, Other, Youngest];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("5.1 callerId")]
    [Contract("5.1 callerId in E.164")]
    public async Task Named_ByIdOrNumber_IsShown()
    {
        await using var server = await StartAsync();
        var numbers = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data").EnumerateArray().ToList();
        var id = numbers.Single(n => n.GetProperty("number").GetString() == Other).GetProperty("id").GetString();

        Assert.Equal(Other, await ShownAsync(server, more: $",\"callerId\":\"{id}\""));
        Assert.Equal(Youngest, await ShownAsync(server, more: $",\"callerId\":\"{Youngest}\""));
        foreach (var foreign in (string[])["+12125550199", $"{Guid.NewGuid()}", "12125550101", ""])
        {
            Assert.Equal("callerId not found", (await CallAsync(server, more: $",\"callerId\":\"{foreign}\"")).Refusal.Info);
        }

        Assert.True(server.Phone.IsQuiet);
    }

    [Fact]
    [Contract("5.4 random")]
    public async Task Unnamed_ByDefault_IsAnyOfThem()
    {
        await using var server = await StartAsync();
        var shown = new HashSet<string>();

        // With a third each, that one of three is missing after 60 calls is less likely than one in ten thousand million.
        for (var calls = 0; calls < 60 && shown.Count < s_all.Length; calls++)
        {
            shown.Add(await ShownAsync(server));
        }

        Assert.Equal(s_all.Order(), shown.Order());
    }

    [Fact]
    [Contract("5.4 oldest")]
    public async Task Unnamed_Oldest_IsTheFirstThatWasBought()
    {
        await using var server = await StartAsync(("Dialout:CallerId", "oldest"));

        for (var calls = 0; calls < 5; calls++)
        {
            Assert.Equal(Oldest, await ShownAsync(server));
        }

        await server.DeleteAsync($"/v1/release-phone-number/{CallServer.NumberId}");
        Assert.Equal(Other, await ShownAsync(server));
    }

    [Fact]
    [Contract("5.4 area code")]
    public async Task Unnamed_AreaCode_IsTheOneMostAlike()
    {
        await using var server = await StartAsync(("Dialout:CallerId", "area-code"), ("Dialout:AllowedCountries:0", "*"), ("Numbers:3:Number", "+4930555000"));

        Assert.Equal(Oldest, await ShownAsync(server, "+15559990001"));
        Assert.NotEqual(Oldest, await ShownAsync(server, "+12129990001"));
        Assert.Equal("+4930555000", await ShownAsync(server, "+498912345678"));
    }

    [Fact]
    [Contract("5.4 sticky")]
    public async Task Unnamed_Sticky_IsTheOneThatTheCalleeSawLast()
    {
        await using var server = await StartAsync(("Dialout:CallerId", "sticky"));
        var (ann, bob) = ("+12129990001", "+12129990002");
        await ShownAsync(server, ann, $",\"callerId\":\"{Youngest}\"");
        await ShownAsync(server, bob, $",\"callerId\":\"{Other}\"");

        for (var calls = 0; calls < 5; calls++)
        {
            Assert.Equal((Youngest, Other), (await ShownAsync(server, ann), await ShownAsync(server, bob)));
        }

        await ShownAsync(server, ann, $",\"callerId\":\"{Oldest}\"");
        Assert.Equal(Oldest, await ShownAsync(server, ann));
    }

    [Fact]
    [Contract("5.4 daily cap")]
    public async Task Unnamed_WithACap_IsOneThatHasCallsLeft()
    {
        await using var server = await StartAsync(("Dialout:CallerId", "oldest"), ("Dialout:CallsPerCallerIdPerDay", "2"));
        var shown = new List<string>();
        for (var calls = 0; calls < 6; calls++)
        {
            shown.Add(await ShownAsync(server));
        }

        var (named, any) = (await CallAsync(server, more: $",\"callerId\":\"{Oldest}\""), await CallAsync(server));

        Assert.Equal([Oldest, Oldest, Other, Other, Youngest, Youngest], shown);
        Assert.Equal((400, "invalid-request-error", "callerId has made its 2 calls of today"), named.Refusal);
        Assert.Equal((400, "invalid-request-error", "every owned number has made its 2 calls of today"), any.Refusal);
        Assert.Equal("caller-id-per-day", any.Json.GetProperty("rule").GetString());
        Assert.True(any.Json.GetProperty("allowedAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        Assert.True(server.Phone.IsQuiet);
    }

    [Fact]
    [Contract("5.4 no owned number")]
    public async Task Unnamed_NoneOwned_IsRefused()
    {
        await using var server = await StartAsync();
        foreach (var number in (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data").EnumerateArray().ToList())
        {
            Assert.Equal(200, (await server.DeleteAsync($"/v1/release-phone-number/{number.GetProperty("id").GetString()}")).Status);
        }

        Assert.Equal(
            (400, "invalid-request-error", "no phone number is owned: dial-out to a phone number needs an owned number as its caller ID"), (await CallAsync(server)).Refusal);
        Assert.True(server.Phone.IsQuiet);
    }

    private static async Task<LiveServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = await LiveServer.StartAsync(settings: [("Numbers:1:Number", Other), ("Numbers:2:Number", Youngest), .. settings]);
        Assert.Equal(200, (await server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true}}""")).Status);
        return server;
    }

    private static Task<TestServer.Answer> CallAsync(LiveServer server, string callee = CallServer.Callee, string more = "") =>
        server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{callee}}"{{more}}}""");

    /// <summary>Calls, and gives the number that the phone sees; the phone is busy.</summary>
    private static async Task<string> ShownAsync(LiveServer server, string callee = CallServer.Callee, string more = "")
    {
        var leg = (await CallAsync(server, callee, more)).Json.GetProperty("sessionId").GetString();
        var call = await server.Phone.RingsAsync();
        var shown = call.Invite.From.Uri.User;
        await call.RejectAsync(486, cancellationToken: Token);
        await server.GoneAsync(leg!);
        return shown!;
    }
}
