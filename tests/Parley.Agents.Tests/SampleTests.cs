using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents.Tests.Fakes;
using Parley.Samples.Inbound;
using Parley.Samples.Outbound;

namespace Parley.Agents.Tests;

public sealed class SampleTests
{
    [Fact]
    public void Outbound_Joined_StartsEveryCallAtOnce()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var running = RunOutbound(transport, """{"dialout_settings":[{"phoneNumber":"+1"},{"phoneNumber":"+2"},{"sipUri":"sip:x@y"}]}""");

        stage.Settle();

        Assert.Equal(["join", "dial +1", "dial +2", "dial sip:x@y"], transport.Asked);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public void Outbound_Callees_DoNotHearEachOtherUnlessTheBodySaysSo()
    {
        using var stage = new Stage();
        var dialled = new List<DialoutRequest>();
        var transport = new FakeTransport
        {
            AnswerDialout = request =>
            {
                dialled.Add(request);
                return DialoutStart.Accepted($"leg-{request.PhoneNumber}");
            },
        };
        _ = RunOutbound(transport, """{"dialout_settings":[{"phoneNumber":"+1"},{"phoneNumber":"+2","permissions":{"canReceive":true}}]}""");

        stage.Settle();

        Assert.Equal([JsonValueKind.False, JsonValueKind.True], dialled.Select(d => d.Permissions!.Value.GetProperty("canReceive").ValueKind));
    }

    [Fact]
    public void Outbound_LegsOver_LeavesAfterTheLast()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var running = RunOutbound(transport, """{"dialout_settings":[{"phoneNumber":"+1"},{"phoneNumber":"+2"}]}""");
        stage.Settle();

        transport.Raise(new DialoutError("leg-+1") { Message = "Busy Here" });
        stage.Settle();
        Assert.False(transport.HasLeft);
        transport.Raise(new DialoutConnected("leg-+2"));
        transport.Raise(new DialoutAnswered("leg-+2"));
        stage.Settle();
        Assert.Contains("leg-+2", transport.Lines.Keys);
        transport.HangUp("leg-+2");
        stage.Settle();

        Assert.True(running.IsCompletedSuccessfully);
        Assert.Empty(transport.Lines);
    }

    [Fact]
    public void Outbound_MisspeltKey_SaysWhatItLookedFor()
    {
        using var stage = new Stage();
        var running = RunOutbound(new(), """{"dailout_settings":[{"phoneNumber":"+1"}]}""");

        Assert.Contains("looked for 'dialout_settings', found 'dailout_settings'", running.Exception?.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outbound_EveryCallRefused_EndsWithTheRefusal()
    {
        using var stage = new Stage();
        var transport = new FakeTransport { AnswerDialout = _ => DialoutStart.Refused("dial-out not enabled for room. add enable_dialout property to room") };
        var running = RunOutbound(transport, """{"dialout_settings":[{"phoneNumber":"+1"}]}""");

        stage.Settle();

        Assert.Contains("dial-out not enabled for room", running.Exception?.InnerException?.Message, StringComparison.Ordinal);
        Assert.True(transport.HasLeft);
    }

    [Fact]
    public void Inbound_CallerJoins_HearsTheGreetingAtOnce()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var voice = new FakeVoice();
        var session = new AgentSession<JsonElement>(new(Guid.NewGuid(), "inbound"), default, transport, new FakeTimeProvider());
        var running = new InboundAgent(new FakeChat(), new FakeRecogniser(), voice).RunAsync(session, TestContext.Current.CancellationToken);
        transport.Raise(new DialinConnected("caller"));
        transport.Raise(new ParticipantJoined(new("caller", new())));
        stage.Settle();
        var tick = new short[FakeTransport.FrameLength];

        Assert.True(transport.Lines["caller"].Read(tick));

        Assert.Equal(FakeVoice.Sample(voice.Asked[0]), tick[0]);
        transport.Raise(new DialinStopped("caller"));
        stage.Settle();
        Assert.True(running.IsCompletedSuccessfully);
    }

    private static Task RunOutbound(FakeTransport transport, string body)
    {
        var session = new AgentSession<JsonElement>(new(Guid.NewGuid(), "outbound"), JsonElement.Parse(body), transport, new FakeTimeProvider());
        return new OutboundAgent(new FakeChat(), new FakeRecogniser(), new FakeVoice()).RunAsync(session, TestContext.Current.CancellationToken);
    }
}
