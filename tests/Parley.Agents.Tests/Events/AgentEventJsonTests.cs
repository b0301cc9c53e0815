using System.Text.Json;

namespace Parley.Agents.Tests.Events;

public sealed class AgentEventJsonTests
{
    private static readonly DateTimeOffset s_at = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Write_CallState_UsesTheContractsNames()
    {
        Assert.Equal(
            """{"action":"call-state-updated","state":"joined","timestamp":"2030-01-02T03:04:05+00:00"}""",
            Write(new CallStateUpdated(CallState.Joined) { Timestamp = s_at }));
    }

    [Fact]
    public void Write_DialoutError_CarriesItsTextTwiceAndItsOutcome()
    {
        var json = JsonElement.Parse(Write(new DialoutError("leg")
        {
            Message = "Busy Here",
            Outcome = new()
            {
                Stage = DialoutStage.Ringing,
                SipStatus = 486,
                Q850Cause = 17,
                Rang = true,
                EndedBy = HangUpParty.Callee,
                IsRetryable = true,
                StartedAt = s_at,
                EndedAt = s_at,
            },
        }));

        Assert.Equal("dialout-error", json.GetProperty("action").GetString());
        Assert.Equal("Busy Here", json.GetProperty("message").GetString());
        Assert.Equal("Busy Here", json.GetProperty("errorMsg").GetString());
        Assert.Equal("leg", json.GetProperty("sessionId").GetString());
        Assert.Equal("ringing", json.GetProperty("outcome").GetProperty("stage").GetString());
        Assert.Equal("callee", json.GetProperty("outcome").GetProperty("endedBy").GetString());
        Assert.False(json.TryGetProperty("destination", out _));
    }

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameEvent()
    {
        AgentEvent[] events =
        [
            new CallStateUpdated(CallState.Left) { Timestamp = s_at },
            new DialoutAnswered("leg") { Destination = "+1555", SipCallId = "abc", Timestamp = s_at },
            new DialoutError("leg") { Message = "Busy Here" },
            new DtmfReceived("leg", "#") { Volume = 10, Method = "telephone-event" },
            new AnswerDetected("leg", AnsweredBy.Machine, 0.5, "long greeting"),
            new BotTranscript(null, "Hello", true),
            new ConversationEnded("leg") { Reason = "over" },
        ];

        Assert.Equal(events, events.Select(occurred => JsonSerializer.Deserialize(Write(occurred), AgentEventJson.Default.AgentEvent)!));
    }

    [Fact]
    public void EveryEvent_HasAName()
    {
        var named = typeof(AgentEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), inherit: false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType);
        var events = typeof(AgentEvent).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(AgentEvent)));

        Assert.Empty(events.Except(named));
    }

    [Fact]
    public void Write_DialoutRequest_UsesTheContractsNames()
    {
        var request = new DialoutRequest("+1555") { WaitBeforeExtension = TimeSpan.FromSeconds(1.5), RingTimeout = TimeSpan.FromSeconds(30) };

        Assert.Equal(
            """{"phoneNumber":"\u002B1555","waitBeforeExtensionDialSec":1.5,"ringTimeoutSec":30}""",
            JsonSerializer.Serialize(request, AgentEventJson.Default.DialoutRequest));
        Assert.Equal(request, JsonSerializer.Deserialize(
            """{"phoneNumber":"+1555","waitBeforeExtensionDialSec":1.5,"ringTimeoutSec":30}""", AgentEventJson.Default.DialoutRequest));
    }

    private static string Write(AgentEvent occurred) => JsonSerializer.Serialize(occurred, AgentEventJson.Default.AgentEvent);
}
