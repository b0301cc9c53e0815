using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Tests.Webhooks;
using Parley.Server.Webhooks;
using Parley.Sip;

namespace Parley.Server.Tests.Dialin;

/// <summary>Calls that wait for a room (contract 7.1, 7.2), over UDP and HTTP.</summary>
public sealed class PinlessTests
{
    [Fact]
    [Contract("7.1 rings, then hold music")]
    [Contract("7.1 webhook body")]
    [Contract("7.1 pinlessCallUpdate")]
    [Contract("7.2 x-pinless-signature")]
    [Contract("6.5 happy path")]
    public async Task Call_ToABoundNumber_WaitsWithMusicUntilItIsGivenARoom()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var config = await server.BindAsync(receiver.Url);
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallProgress>(call);
        var told = await receiver.NextAsync();
        await Phone.UntilAsync<CallAnswered>(call);
        var id = await server.StartSessionAsync();
        await UntilAsync(() => server.Services.GetRequiredService<Parley.Server.Sessions.Rooms.LiveRooms>().All is [{ Present.Count: 1 }]);
        var (status, _) = await server.SendAsync(HttpMethod.Post, "/v1/dialin/pinlessCallUpdate", Update(told, $"sip:{server.TheRoom().Name}.0@example.org"));
        await call.HangUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        var session = await server.EndOfAsync(id);

        Assert.Equal((CallServer.Number, "+15557770001"), (told.Json.GetProperty("To").GetString(), told.Json.GetProperty("From").GetString()));
        Assert.False(told.Json.TryGetProperty("sipHeaders", out _));
        Assert.True(WebhookSignature.Verify(
            config.GetProperty("hmac").GetString()!, told.Headers["x-pinless-timestamp"], told.Headers["x-pinless-signature"], told.Body, TimeProvider.System.GetUtcNow()));
        Assert.Equal(200, status);
        Assert.Equal("joining joined dialin-connected participant-joined dialin-stopped participant-left leaving left", session.Story);
        Assert.Equal(0, server.Services.GetRequiredService<PinlessCalls>().Count);
        server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("7.1 webhook fails")]
    public async Task Call_WebhookFails_IsRefused()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url);
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);

        Assert.Equal(480, Assert.IsType<CallFailed>(await Phone.EndOf(call)).Failure.Status);
        server.AssertNothingIsLeft();
    }

    [Theory]
    [Contract("7.1 webhook slow")]
    [Contract("7.1 no update in time")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_NoRoomInTime_IsToldSoAndEndsWithTheCause(bool hangs)
    {
        var voice = new Voice();
        await using var server = await DialinServer.StartAsync(options => options.Timeout = TimeSpan.FromSeconds(1), services => services.AddSingleton<ITextToSpeech>(voice));
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url, ""","timeout_config":{"message":"Please call again."}""");
        receiver.Behaviour = (context, _) => hangs ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) : Task.CompletedTask;

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        var told = await receiver.NextAsync();
        var end = Assert.IsType<CallEnded>(await Phone.EndOf(call));

        Assert.Equal("Please call again.", voice.Said);
        Assert.Equal((true, "Q.850", 102), (end.ByRemote, end.Reason?.Protocol, end.Reason?.Cause));
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, "/v1/dialin/pinlessCallUpdate", Update(told, "sip:some-room.0@example.org"))).Status);
        server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("7.1 caller hangs up")]
    public async Task Call_CallerHangsUp_LeavesNothing()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url);

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallAnswered>(call);
        await call.HangUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        await UntilAsync(() => server.Services.GetRequiredService<PinlessCalls>().Count == 0 && server.Switchboard.ActiveCalls == 0);

        server.AssertNothingIsLeft();
    }

    [Theory]
    [Contract("7.1 pinlessCallUpdate")]
    [InlineData("{}")]
    [InlineData("""{"callId":"x","callDomain":"y","sipUri":"sip:r.0@d"}""")]
    [InlineData("""{"callId":"4f6c0000-0000-4000-8000-000000000001","callDomain":"4f6c0000-0000-4000-8000-000000000001","sipUri":"room"}""")]
    public async Task Update_WrongRequest_Is400(string body)
    {
        await using var server = await DialinServer.StartAsync();

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, "/v1/dialin/pinlessCallUpdate", body)).Status);
    }

    private static string Update(Told told, string sipUri)
        => JsonSerializer.Serialize(new { callId = told.Json.GetProperty("callId").GetString(), callDomain = told.Json.GetProperty("callDomain").GetString(), sipUri });

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Voice : ITextToSpeech
    {
        public string? Said { get; private set; }

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Said = text;
            yield return new AudioFrame(new short[1600], 16000);
        }
    }
}
