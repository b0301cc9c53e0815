using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Tests.Storage;
using Parley.Server.Webhooks;
using Parley.Sip;

namespace Parley.Server.Tests.Dialin;

/// <summary>What a held caller hears and when, to the tick, in virtual time (contract 7.1). Its webhook is the test's; <see cref="PinlessTests"/> has real ones.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class HeldCallTests
{
    private const string Message = "Please call again.";
    private const int Tone = 1000;   // Hz: what the voice of the test says; the music has no such note.

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public Task Call_NoUpdate_RingsTwice_HearsMusic_IsToldSo_AndEndsAfterItsPatience() => RunAsync(NoAnswer, async (server, call, _) =>
    {
        var began = server.Time.GetTimestamp();
        await Phone.UntilAsync<CallAnswered>(call);
        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(6.1));

        await ListenAsync(server, TimeSpan.FromSeconds(1));
        var music = await ListenAsync(server, TimeSpan.FromSeconds(5));
        Assert.True(Level(music) > 300);
        Assert.True(ShareOf(music, Tone) < 0.05);
        await ListenAsync(server, TimeSpan.FromSeconds(18.5) - TimeSpan.FromSeconds(0.3));   // 30.2 seconds after the first ring.
        var words = await ListenAsync(server, TimeSpan.FromSeconds(0.5));
        Assert.True(ShareOf(words, Tone) > 0.8, $"{ShareOf(words, Tone)}");

        var end = Assert.IsType<CallEnded>(await Phone.EndOf(call));
        Assert.Equal((true, "Q.850", 102), (end.ByRemote, end.Reason?.Protocol, end.Reason?.Cause));
        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(32));
    });

    [Fact]
    public Task Call_WebhookFailsAtOnce_RingsTwiceAndIsToldSo() => RunAsync((_, _) => Task.FromResult<string?>("answered 500"), async (server, call, _) =>
    {
        var began = server.Time.GetTimestamp();
        await Phone.UntilAsync<CallAnswered>(call);
        Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(6.1));
        await ListenAsync(server, TimeSpan.FromSeconds(0.3));
        Assert.True(ShareOf(await ListenAsync(server, TimeSpan.FromSeconds(0.5)), Tone) > 0.8);
        Assert.Equal(41, Assert.IsType<CallEnded>(await Phone.EndOf(call)).Reason?.Cause);
    });

    [Fact]
    public Task Call_WebhookSlowerThanAnyWebhookMayBe_IsMovedAllTheSame() => RunAsync(
        async (_, ct) =>
        {
            await new TaskCompletionSource().Task.UntilAsync(ct);
            return null;
        },
        async (server, call, webhook) =>
        {
            await Phone.UntilAsync<CallAnswered>(call);
            await ListenAsync(server, TimeSpan.FromSeconds(22));
            var room = await MakeRoomAsync(server);
            Assert.Null(await server.Services.GetRequiredService<PinlessCalls>().PlaceAsync(webhook.Told!.Id, room, 0, CancellationToken.None));
            await ListenAsync(server, TimeSpan.FromSeconds(5));   // Its patience is over, and it stays.
            Assert.Equal(1, server.Switchboard.ActiveCalls);
            Assert.True(Level(await ListenAsync(server, TimeSpan.FromSeconds(1))) < 50);   // No music in the room.
            await call.HangUpAsync();
        });

    [Fact]
    public Task Call_UpdateWhileItRings_IsAnsweredInTheRoom() => RunAsync(NoAnswer, async (server, call, webhook) =>
    {
        var began = server.Time.GetTimestamp();
        await Phone.UntilAsync<CallProgress>(call);
        var room = await MakeRoomAsync(server);
        Assert.Null(await server.Services.GetRequiredService<PinlessCalls>().PlaceAsync(webhook.Told!.Id, room, 0, CancellationToken.None));
        await Phone.UntilAsync<CallAnswered>(call);
        Assert.True(server.Time.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
        await call.HangUpAsync();
    });

    [Fact]
    public Task Call_VoiceThatNeverSpeaks_EndsAllTheSame() => RunAsync(
        NoAnswer,
        async (server, call, _) =>
        {
            var began = server.Time.GetTimestamp();
            Assert.Equal(102, Assert.IsType<CallEnded>(await Phone.EndOf(call)).Reason?.Cause);
            Assert.InRange(server.Time.GetElapsedTime(began), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(41));
        },
        new Voice(hangs: true));

    [Fact]
    public Task Call_CallerLeavesWhileItIsToldSo_LeavesNothing() => RunAsync(NoAnswer, async (server, call, _) =>
    {
        await Phone.UntilAsync<CallAnswered>(call);
        await ListenAsync(server, TimeSpan.FromSeconds(24.3));
        await call.HangUpAsync();
        Assert.False(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
    });

    [Fact]
    public Task Call_ServerStops_EndsTheWait() => RunAsync(NoAnswer, async (server, call, _) =>
    {
        await Phone.UntilAsync<CallAnswered>(call);
        Assert.True(await server.StopAsync() < TimeSpan.FromSeconds(5));
        Assert.True(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
    });

    private static Task<string?> NoAnswer(PinlessCall call, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private static Task RunAsync(Func<PinlessCall, CancellationToken, Task<string?>> tell, Func<CallServer, OutgoingCall, Webhook, Task> steps, Voice? voice = null)
    {
        var webhook = new Webhook(tell);
        return CallServer.RunAsync(
            services =>
            {
                services.AddSingleton<IDialinWebhook>(webhook);
                services.AddSingleton<ITextToSpeech>(voice ?? new Voice());
            },
            async server =>
            {
                var config = new DialinConfig
                {
                    Id = Guid.Parse("4f6c0000-0000-4000-8000-000000000001"),
                    PhoneNumber = CallServer.Number,
                    SipUser = "pinless-1",
                    RoomCreationApi = "http://a.test/",
                    Hmac = server.Services.GetRequiredService<WebhookSecrets>().Protect("c2VjcmV0"),
                    TimeoutMessage = Message,
                    IsOfDomain = false,
                    CreatedAt = server.Time.GetUtcNow(),
                };
                Assert.True(await server.Services.GetRequiredService<DialinConfigStore>().AddAsync(config, CancellationToken.None));
                var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
                await steps(server, call, webhook);
                var calls = server.Services.GetRequiredService<PinlessCalls>();
                for (var patience = 0; patience < 50 && (calls.Unfinished > 0 || server.Switchboard.ActiveCalls > 0); patience++)
                {
                    await Task.Delay(Tick, server.Time);
                }

                Assert.Equal((0, 0), (calls.Count, calls.Unfinished));
                Assert.Empty(server.Services.GetRequiredService<LiveRooms>().All);
                server.AssertNothingIsLeft();
            });
    }

    private static async Task<string> MakeRoomAsync(CallServer server)
    {
        var usual = RoomProperties.Default(server.Time.GetUtcNow());
        var properties = usual with { Given = new Dictionary<string, JsonElement>(usual.Given) { ["sip"] = JsonElement.Parse("{}") } };
        return (await server.Services.GetRequiredService<SessionRooms>().CreateAsync(properties, CancellationToken.None)).Room.Name;
    }

    private static async Task<short[]> ListenAsync(CallServer server, TimeSpan span)
    {
        server.Phone.Hears();
        var heard = new List<short>();
        for (var passed = TimeSpan.Zero; passed < span; passed += Tick)
        {
            await Task.Delay(Tick, server.Time);
            heard.AddRange(server.Phone.Hears());
        }

        return [.. heard];
    }

    private static double Level(short[] samples) => samples.Length == 0 ? 0 : Math.Sqrt(samples.Average(sample => (double)sample * sample));

    /// <summary>How much of the energy is at a frequency.</summary>
    private static double ShareOf(short[] samples, double hertz)
    {
        var (re, im, all) = (0.0, 0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var angle = 2 * Math.PI * hertz * i / HoldMusic.SampleRate;
            (re, im, all) = (re + (samples[i] * Math.Cos(angle)), im + (samples[i] * Math.Sin(angle)), all + ((double)samples[i] * samples[i]));
        }

        return all == 0 ? 0 : 2 * ((re * re) + (im * im)) / (samples.Length * all);
    }

    private sealed class Webhook(Func<PinlessCall, CancellationToken, Task<string?>> tell) : IDialinWebhook
    {
        public PinlessCall? Told { get; private set; }

        public Task<string?> TellAsync(PinlessCall call, CancellationToken cancellationToken)
        {
            Told = call;
            return tell(call, cancellationToken);
        }
    }

    private sealed class Voice(bool hangs = false) : ITextToSpeech
    {
        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Assert.Equal(Message, text);
            await Task.Yield();
            if (hangs)
            {
                await new TaskCompletionSource().Task;
            }

            yield return new AudioFrame(Enumerable.Range(0, 16000).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * Tone * i / 16000))).ToArray(), 16000);
        }
    }
}
