using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Speech.OpenAiRealtime;
using Parley.Speech.Tests.Vendors;
using Parley.Speech.Vendors;
using static Parley.Speech.Tests.OpenAiRealtime.OpenAiRealtimeModelTests;

namespace Parley.Speech.Tests.OpenAiRealtime;

public sealed class OpenAiRealtimeFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_KeyRefusedAtTheDoor_SaysWhichSetting()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(401));

        var failure = await Assert.ThrowsAsync<SpeechException>(() => Model(server).OpenAsync(Phone, Token));

        Assert.Equal(SpeechFailure.Unauthorized, failure.Failure);
        Assert.Contains("Parley:Speech:OpenAiRealtime:ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_KeyRefusedInside_SaysWhichSettingAndNotTheKey()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.SendAsync("""{"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":"invalid_api_key","message":"Incorrect API key provided: sk-secret.","param":null,"event_id":null}}""");
            await peer.CloseAsync(3000, "invalid_request_error.invalid_api_key");
            await peer.UntilGoneAsync();
        }));
        var model = Model(server);

        var failure = await Assert.ThrowsAsync<SpeechException>(() => model.OpenAsync(Phone, Token));

        Assert.Equal(SpeechFailure.Unauthorized, failure.Failure);
        Assert.DoesNotContain("sk-secret", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (model.Usage.Failures, model.Usage.Reconnects));
    }

    [Theory]
    [InlineData(3000, "invalid_request_error.invalid_api_key", SpeechFailure.Unauthorized)]
    [InlineData(4004, "invalid_request_error.model_not_found", SpeechFailure.Refused)]
    [InlineData(1008, "insufficient_quota", SpeechFailure.QuotaExceeded)]
    public async Task OpenAsync_HungUp_ReasonIsExplained(int code, string reason, SpeechFailure expected)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveJsonAsync();
            await peer.CloseAsync(code, reason);
            await peer.UntilGoneAsync();
        }));

        var failure = await Assert.ThrowsAsync<SpeechException>(() => Model(server).OpenAsync(Phone, Token));

        Assert.Equal(expected, failure.Failure);
    }

    [Fact]
    public async Task OpenAsync_SetupRefused_SaysWhy()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"invalid_value","message":"There is no voice 'bob'."}}""");
            await peer.UntilGoneAsync();
        }));

        var failure = await Assert.ThrowsAsync<SpeechException>(() => Model(server).OpenAsync(Phone, Token));

        Assert.Equal(SpeechFailure.Refused, failure.Failure);
        Assert.Contains("There is no voice 'bob'.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_BusyServer_IsTriedAgain()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Refuse(503), VendorServer.Talk(Idle));
        var model = Model(server);

        await using var session = await model.OpenAsync(Phone, Token);

        Assert.Equal((2, 1, 0), (server.Requests.Count, model.Usage.Reconnects, model.Usage.Failures));
    }

    [Fact]
    public async Task OpenAsync_SilentServer_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        var isAsked = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveJsonAsync();
            isAsked.SetResult();
            await peer.UntilGoneAsync();
        }));
        var opening = Model(server, o => o.MaxRetries = 0, time).OpenAsync(Phone, Token);
        await isAsked.Task.WaitAsync(Token);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(SpeechFailure.TimedOut, (await Assert.ThrowsAsync<SpeechException>(() => opening)).Failure);
    }

    [Fact]
    public async Task OpenAsync_Cancelled_HangsUp()
    {
        using var cancel = new CancellationTokenSource();
        var isGone = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await peer.ReceiveJsonAsync();
            await cancel.CancelAsync();
            await peer.UntilGoneAsync();
            isGone.SetResult();
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Model(server).OpenAsync(Phone, cancel.Token));
        await isGone.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Session_TornInTheMiddleOfAResponse_MayBeMadeAgain()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r1"}}""");
            peer.Tear();
        }));
        var model = Model(server);
        await using var session = await model.OpenAsync(Phone, Token);
        session.Send(new SpeechToSpeechCommand.CreateResponse());

        var gone = await LastAsync(session);

        Assert.True(gone.MayReconnect);
        Assert.Equal((1, 0), (model.Usage.Reconnects, model.Usage.Failures));
        session.Send(new SpeechToSpeechCommand.CreateResponse()); // Harmless.
        session.Hear(new byte[160]);
    }

    [Theory]
    [InlineData("session_expired", true)]
    [InlineData("insufficient_quota", false)]
    public async Task Session_EndedByAnError_MayBeMadeAgainOrNot(string code, bool mayReconnect)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.SendAsync($$$"""{"type":"error","error":{"type":"invalid_request_error","code":"{{{code}}}","message":"Over."}}""");
            if (mayReconnect)
            {
                await peer.CloseAsync(1001, "Your session hit the maximum duration of 60 minutes.");
            }

            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server).OpenAsync(Phone, Token);

        Assert.Equal(mayReconnect, (await LastAsync(session)).MayReconnect);
    }

    [Fact]
    public async Task Response_FirstSoundIsSlow_IsWaitedForUpToTheLimit()
    {
        var time = new FakeTimeProvider();
        var (isAsked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.ReceiveJsonAsync();
            isAsked.SetResult();
            await goOn.Task;
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r1"}}""");
            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server, time: time).OpenAsync(Phone, Token);
        session.Send(new SpeechToSpeechCommand.CreateResponse());
        await isAsked.Task.WaitAsync(Token);

        time.Advance(TimeSpan.FromSeconds(9));
        goOn.SetResult();
        Assert.Equal([new SpeechToSpeechEvent.ResponseStarted("r1")], await ReadAsync(session, 1));
        time.Advance(TimeSpan.FromSeconds(9)); // It went on: the limit counts anew.
        Assert.False(session.Events.TryRead(out _));
        time.Advance(TimeSpan.FromSeconds(1));

        var gone = await LastAsync(session);
        Assert.True(gone.MayReconnect);
        Assert.Contains("within 10 s", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_NothingAsked_MayBeSilentForLong()
    {
        var time = new FakeTimeProvider();
        var goOn = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r1"}}""");
            await peer.SendAsync("""{"type":"response.done","response":{"id":"r1","status":"completed"}}""");
            await goOn.Task;
            await peer.SendAsync("""{"type":"input_audio_buffer.speech_started"}""");
            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server, time: time).OpenAsync(Phone, Token);
        session.Send(new SpeechToSpeechCommand.CreateResponse());
        await ReadAsync(session, 2);

        time.Advance(TimeSpan.FromMinutes(5));
        goOn.SetResult();

        Assert.Equal([new SpeechToSpeechEvent.SpeechStarted()], await ReadAsync(session, 1));
    }

    [Fact]
    public async Task Response_AnotherStandsInTheWay_IsAskedForAgain()
    {
        var asked = new List<string?>();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            asked.Add((await peer.ReceiveJsonAsync()).GetProperty("event_id").GetString());
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"conversation_already_has_active_response","message":"Wait.","event_id":"response-1"}}""");
            await peer.SendAsync("""{"type":"response.done","response":{"id":"r0","status":"completed"}}""");
            asked.Add((await peer.ReceiveJsonAsync()).GetProperty("event_id").GetString());
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r1"}}""");
            await peer.SendAsync("""{"type":"response.done","response":{"id":"r1","status":"completed"}}""");
            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server).OpenAsync(Phone, Token);

        session.Send(new SpeechToSpeechCommand.CreateResponse());

        Assert.Equal([new SpeechToSpeechEvent.ResponseStarted("r1"), new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed)], await ReadAsync(session, 2));
        Assert.Equal(["response-1", "response-1"], asked);
    }

    [Fact]
    public async Task Errors_AreTheResponsesTheSessionsOrNobodys()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"response_cancel_not_active","message":"None."}}""");
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"invalid_value","message":"Audio content of 3700ms is already shorter than 3760ms","event_id":"forget"}}""");
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"invalid_value","message":"An odd item."}}""");
            await peer.SendAsync("""{"type":"error","error":{"type":"invalid_request_error","code":"invalid_value","message":"An odd response.","event_id":"response-1"}}""");
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r2"}}""");
            await peer.SendAsync("""{"type":"response.done","response":{"id":"r2","status":"failed","status_details":{"type":"failed","error":{"type":"server_error","code":"rate_limit_exceeded","message":"Slowly."}}}}""");
            await peer.UntilGoneAsync();
        }));
        var model = Model(server);
        await using var session = await model.OpenAsync(Phone, Token);

        session.Send(new SpeechToSpeechCommand.CreateResponse());
        var told = await ReadAsync(session, 2);
        session.Send(new SpeechToSpeechCommand.CreateResponse());
        told.AddRange(await ReadAsync(session, 2));

        Assert.Contains("An odd item.", Assert.IsType<SpeechToSpeechEvent.Failed>(told[0]).Message, StringComparison.Ordinal);
        var refused = Assert.IsType<SpeechToSpeechEvent.ResponseEnded>(told[1]);
        Assert.Equal(SpeechToSpeechEnding.Failed, refused.Ending);
        Assert.Contains("An odd response.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Slowly.", Assert.IsType<SpeechToSpeechEvent.ResponseEnded>(told[3]).Message, StringComparison.Ordinal);
        Assert.Equal(2, model.Usage.Strays);
    }

    [Fact]
    public async Task Response_NoCreditLeft_EndsTheSessionForGood()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.ReceiveJsonAsync();
            await peer.SendAsync("""{"type":"response.created","response":{"id":"r1"}}""");
            await peer.SendAsync("""{"type":"response.done","response":{"id":"r1","status":"failed","status_details":{"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"You exceeded your current quota."}}}}""");
            await peer.UntilGoneAsync();
        }));
        var model = Model(server);
        await using var session = await model.OpenAsync(Phone, Token);
        session.Send(new SpeechToSpeechCommand.CreateResponse());

        var gone = await LastAsync(session);

        Assert.False(gone.MayReconnect);
        Assert.Contains("Parley:Speech:OpenAiRealtime:ApiKey has used up its credit", gone.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (model.Usage.Requests, model.Usage.Failures));
    }

    [Fact]
    public async Task Dispose_HangsUpAndTellsNothing()
    {
        var isGone = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await Idle(peer);
            isGone.SetResult();
        }));
        var session = await Model(server).OpenAsync(Phone, Token);

        await session.DisposeAsync();
        session.Send(new SpeechToSpeechCommand.CreateResponse());

        await isGone.Task.WaitAsync(Token);
        Assert.False(await session.Events.WaitToReadAsync(Token));
    }

    [Fact]
    public async Task AddOpenAiRealtime_IsTheModelAndShowsItsUsage()
    {
        var services = new ServiceCollection();
        services.AddOpenAiRealtime(o => o.ApiKey = "k");
        await using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<OpenAiRealtimeModel>(), provider.GetRequiredService<ISpeechToSpeech>());
        Assert.Equal("openai-realtime", Assert.Single(provider.GetServices<VendorUsage>()).Vendor);
    }

    [Fact]
    public async Task AddOpenAiRealtime_WrongSettings_AreAllTold()
    {
        var services = new ServiceCollection();
        services.AddOpenAiRealtime(o => (o.Url, o.AudioFormat, o.Speed) = (new("https://api.openai.com"), "mp3", 9));
        await using var provider = services.BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<ISpeechToSpeech>).Message;

        Assert.All(["ApiKey is missing", "AudioFormat is", "Speed", "not a full ws or wss address"], text => Assert.Contains(text, wrong, StringComparison.Ordinal));
    }

    private static async Task<SpeechToSpeechEvent.Disconnected> LastAsync(ISpeechToSpeechSession session)
    {
        SpeechToSpeechEvent? last = null;
        await foreach (var told in session.Events.DrainAsync(Token))
        {
            last = told;
        }

        return Assert.IsType<SpeechToSpeechEvent.Disconnected>(last);
    }
}
