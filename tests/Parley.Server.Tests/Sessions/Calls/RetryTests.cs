using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Dialing;
using Parley.Server.Storage;
using Parley.Server.Tests.Sockets;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Calls that are tried again, in virtual time.</summary>
public sealed class RetryTests
{
    private static readonly RetryPolicy Soon = new() { MaxAttempts = 3, Waits = [TimeSpan.FromSeconds(30)] };
    private static readonly RetryPolicy Late = new() { MaxAttempts = 3, Waits = [TimeSpan.FromHours(1)] };

    [Fact]
    public Task DialWithRetries_Busy_CallsAgainAfterTheWait() => CallServer.RunAsync(async server =>
    {
        RetriedDialout? done = null;
        server.Agents["outbound"] = DialsWithRetries(Soon, result => done = result);
        var session = await server.StartSessionAsync();
        var began = server.Time.GetTimestamp();
        await (await server.Phone.RingsAsync()).RejectAsync(486);
        await (await server.Phone.RingsAsync()).RejectAsync(486);
        await (await server.Phone.RingsAsync()).RejectAsync(486);
        await server.EndOfAsync(session);

        Assert.Equal((3, RetryCause.Busy, null), (done!.Attempts, done.Outcome!.RetryCause!.Value, done.AgainAt));
        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    });

    [Fact]
    public Task DialWithRetries_Declined_IsNotTriedAgain() => CallServer.RunAsync(async server =>
    {
        RetriedDialout? done = null;
        server.Agents["outbound"] = DialsWithRetries(Soon, result => done = result);
        var session = await server.StartSessionAsync();
        await (await server.Phone.RingsAsync()).RejectAsync(603);
        await server.EndOfAsync(session);

        Assert.Equal((1, null), (done!.Attempts, done.Outcome!.RetryCause));
        Assert.True(server.Phone.IsQuiet);
    });

    [Fact]
    public Task DialWithRetries_LongWait_IsANewSessionOnce() => CallServer.RunAsync(async server =>
    {
        var results = new List<RetriedDialout>();
        var retried = new List<RetriedCall?>();
        server.Agents["outbound"] = DialsWithRetries(Late, results.Add, session => retried.Add(session.Retry));
        var first = await server.StartSessionAsync($$"""{"dialout_settings":[{"phoneNumber":"{{CallServer.Callee}}"},{"phoneNumber":"+15551239999"}]}""");
        await (await server.Phone.RingsAsync()).RejectAsync(486);
        await server.EndOfAsync(first);
        var began = server.Time.GetTimestamp();

        var again = await server.Phone.RingsAsync();
        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        await again.RejectAsync(603);
        await Task.Delay(TimeSpan.FromHours(3), server.Time, TestContext.Current.CancellationToken);

        Assert.True(server.Phone.IsQuiet);
        Assert.Equal([1, 2], results.Select(result => result.Attempts));
        Assert.Equal((null, new RetriedCall(CallServer.Callee, 1, first)), (retried[0], retried[1]));
    });

    [Fact]
    public Task ScheduleCallback_ByTheModel_RingsAgainWhenItWasPromised() => CallServer.RunAsync(async server =>
    {
        string? told = null;
        var retried = new List<RetriedCall?>();
        server.Agents["outbound"] = (session, token) =>
        {
            retried.Add(session.Retry);
            return Scripted.Dials(new(CallServer.Callee), session => session.On<DialoutAnswered>(async (answered, ct) =>
            {
                var conversation = session.CreateConversation(answered.SessionId).UseTextToSpeech(new ToneVoice(TimeSpan.FromSeconds(1))).Build();
                told = $"{await CallTools.ScheduleCallback(conversation).Function.InvokeAsync(new() { ["minutes"] = 90 }, ct)}";
            }))(session, token);
        };
        var first = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        var began = server.Time.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(2), server.Time, TestContext.Current.CancellationToken);
        await call.HangUpAsync();
        await server.EndOfAsync(first);

        var again = await server.Phone.RingsAsync();

        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(91));
        Assert.StartsWith("They will be called at ", told, StringComparison.Ordinal);
        await again.RejectAsync(603);
        await Task.Delay(TimeSpan.FromHours(3), server.Time, TestContext.Current.CancellationToken);
        Assert.True(server.Phone.IsQuiet);
        Assert.Equal((null, CallServer.Callee, first), (retried[0], retried[1]!.Destination, retried[1]!.SessionId));
    });

    [Fact]
    public Task DialWithRetries_OptedOutMeanwhile_IsGivenUp() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = DialsWithRetries(Late, _ => { });
        var first = await server.StartSessionAsync();
        await (await server.Phone.RingsAsync()).RejectAsync(486);
        await server.EndOfAsync(first);
        await server.Services.GetRequiredService<DoNotCallList>().AddAsync([CallServer.Callee], "api", null, null, CancellationToken.None);
        await Task.Delay(TimeSpan.FromHours(3), server.Time, TestContext.Current.CancellationToken);

        Assert.True(server.Phone.IsQuiet);
        Assert.Null(await server.Services.GetRequiredService<RetryStore>().NextDueAsync(CancellationToken.None));
    });

    [Fact]
    public Task OptOut_InACall_KeepsAllLaterCallsAway() => CallServer.RunAsync(async server =>
    {
        DialoutStart? second = null;
        var ended = await RunOptOutAsync(server, start => second = start);

        Assert.Equal("do-not-call", second!.Rule);
        Assert.NotNull(ended);
    });

    [Fact]
    public Task TryClaim_ByTwo_IsOnesOnly() => CallServer.RunAsync(async server =>
    {
        var store = server.Services.GetRequiredService<RetryStore>();
        var retry = new DialoutRetry
        {
            Id = Guid.NewGuid(), AttemptId = Guid.NewGuid(), SessionId = Guid.NewGuid(), Agent = "outbound", Destination = CallServer.Callee, Attempts = 1, Start = "{}",
            CreatedAt = server.Time.GetUtcNow(), Due = server.Time.GetUtcNow().AddDays(1), State = RetryState.Waiting,
        };
        await store.AddAsync(retry, CancellationToken.None);

        Assert.True(await store.TryClaimAsync(retry.Id, CancellationToken.None));
        Assert.False(await store.TryClaimAsync(retry.Id, CancellationToken.None));
        Assert.Equal(1, await store.EndLostAsync(CancellationToken.None));   // As after a crash: not started again.
        Assert.Null(await store.NextDueAsync(CancellationToken.None));
    });

    private static async Task<EndedSession> RunOptOutAsync(CallServer server, Action<DialoutStart> second)
    {
        server.Agents["outbound"] = (session, cancellationToken) =>
        {
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(new(CallServer.Callee), ct) : Task.CompletedTask);
            session.On<DialoutAnswered>(async (e, ct) =>
            {
                Assert.True(await session.OptOutAsync(e.SessionId, "asked not to be called", ct));
                second(await session.StartDialoutAsync(new(CallServer.Callee), ct));
                await session.LeaveAsync(ct);
            });
            return session.RunAsync(cancellationToken: cancellationToken);
        };
        var id = await server.StartSessionAsync();
        await server.Phone.AnswersAsync();
        return await server.EndOfAsync(id);
    }

    private static AgentScript DialsWithRetries(RetryPolicy policy, Action<RetriedDialout> done, Action<AgentSession>? more = null) => (session, cancellationToken) =>
    {
        more?.Invoke(session);
        session.On<CallStateUpdated>((e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                _ = DialAsync(session, ct);
            }

            return Task.CompletedTask;
        });
        return session.RunAsync(cancellationToken: cancellationToken);

        async Task DialAsync(AgentSession session, CancellationToken ct)
        {
            done(await session.DialWithRetriesAsync(new(CallServer.Callee), policy, cancellationToken: ct));
            await session.LeaveAsync(ct);
        }
    };
}
