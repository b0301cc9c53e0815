using System.Text.Json.Nodes;
using Parley.Agents.Turns;

namespace Parley.Agents.Rtvi;

/// <summary>Translates what happens in a session into the messages of contract 10.3.</summary>
/// <param name="server">Sends them.</param>
/// <param name="privacy">What of the words clients may see; <see langword="null"/> for all.</param>
internal sealed class RtviFeed(RtviServer server, ISessionPrivacy? privacy)
{
    private readonly Dictionary<string, SentencesToShow> _replies = [];

    /// <summary>An event of the session, as it may be shown.</summary>
    public void Tell(AgentEvent occurred)
    {
        switch (occurred)
        {
            case UserStartedSpeaking:
                Send("user-started-speaking");
                break;
            case UserStoppedSpeaking:
                Send("user-stopped-speaking");
                break;
            case UserMuteStarted:
                Send("user-mute-started");
                break;
            case UserMuteStopped:
                Send("user-mute-stopped");
                break;
            case BotStartedSpeaking:
                Send("bot-started-speaking");
                break;
            case BotStoppedSpeaking:
                Send("bot-stopped-speaking");
                break;
            case BotInterrupted:
                Send("bot-interrupted");
                break;
            case UserTranscript words:
                Send("user-transcription", new()
                {
                    ["text"] = words.Text,
                    ["user_id"] = words.ParticipantId ?? "",
                    ["timestamp"] = words.Timestamp.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                    ["final"] = words.IsFinal,
                });
                break;
            case BotTranscript words:
                Send("bot-transcription", Text(words.Text));
                SendOutput(words.Text, "completed");
                break;
            case FunctionCallStarted call when IsTold(call.Name):
                Send("llm-function-call-started", Named(call.Name));
                var begun = Named(call.Name);
                begun["tool_call_id"] = call.CallId;
                if (Detail is RtviFunctionDetail.Full && call.Arguments is { } arguments)
                {
                    begun["arguments"] = JsonNode.Parse(arguments.GetRawText());
                }

                Send("llm-function-call-in-progress", begun);
                break;
            case FunctionCallEnded call when IsTold(call.Name):
                var ended = Named(call.Name);
                (ended["tool_call_id"], ended["cancelled"]) = (call.CallId, call.Ending is FunctionCallEnding.Cancelled);
                if (Detail is RtviFunctionDetail.Full && call.Result is { } result)
                {
                    ended["result"] = result;
                }

                Send("llm-function-call-stopped", ended);
                break;
            case TurnLatency turn:
                Send("metrics", MetricsOf(turn));
                break;
            case ConversationError error:
                _ = server.SendAsync(RtviMessage.Error($"{error.Source}: {error.Message}", isFatal: false), recipient: null);
                break;
        }
    }

    /// <summary>A bot turn has come further.</summary>
    public void Tell(TurnProgress progress)
    {
        switch (progress.Stage)
        {
            case TurnStage.ChatAsked:
                _replies.Remove(LineOf(progress));
                if (Shown(progress) is { } words)
                {
                    Send("user-llm-text", Text(words));
                }

                Send("bot-llm-started");
                break;
            case TurnStage.ChatText:
                TellReply(progress);
                break;
            case TurnStage.ChatEnded:
                if (_replies.Remove(LineOf(progress), out var reply))
                {
                    SendReply(progress, reply.TakeAll());
                }

                Send("bot-llm-stopped");
                break;
            case TurnStage.SynthesisStarted:
                Send("bot-tts-started");
                if (Shown(progress) is { } sentence)
                {
                    Send("bot-tts-text", Text(sentence));
                    SendOutput(sentence, "new");
                }

                break;
            case TurnStage.SynthesisEnded:
                Send("bot-tts-stopped");
                break;
        }
    }

    /// <summary>What is taken out may lie across the pieces in which a model answers: with privacy they are told in sentences.</summary>
    private void TellReply(TurnProgress progress)
    {
        if (privacy is null)
        {
            Send("bot-llm-text", Text(progress.Text!));
        }
        else if (!privacy.Withholds(progress.ParticipantId))
        {
            if (!_replies.TryGetValue(LineOf(progress), out var reply))
            {
                _replies[LineOf(progress)] = reply = new();
            }

            SendReply(progress, reply.Take(progress.Text!));
        }
    }

    private void SendReply(TurnProgress progress, string words)
    {
        if (words.Length > 0 && Shown(progress with { Text = words }) is { } shown)
        {
            Send("bot-llm-text", Text(shown));
        }
    }

    private string? Shown(TurnProgress progress) =>
        progress.Text is not { } words || privacy?.Withholds(progress.ParticipantId) is true ? null : privacy?.Redact(words) ?? words;

    private static string LineOf(TurnProgress progress) => progress.ParticipantId ?? "";

    private RtviFunctionDetail Detail => server.Options.FunctionDetail;

    /// <summary>Clients learn of their own functions when they are asked.</summary>
    private bool IsTold(string function) => Detail is not RtviFunctionDetail.Disabled && !server.IsClientFunction(function);

    private JsonObject Named(string function) => Detail is RtviFunctionDetail.Name or RtviFunctionDetail.Full ? new() { ["function_name"] = function } : [];

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject MetricsOf(TurnLatency turn)
    {
        var metrics = new JsonObject();
        var firstBytes = new JsonArray();
        Add("transcription", turn.Transcript - turn.TurnEnded);
        Add("chat", turn.FirstToken - turn.ChatAsked);
        Add("speech", turn.FirstAudio - turn.SynthesisAsked);
        metrics["ttfb"] = firstBytes;
        if (turn is { LeadingSilence: { } silence, FirstAudio: { } audio, SynthesisAsked: { } asked })
        {
            metrics["ttfa"] = new JsonArray(new JsonObject
            {
                ["processor"] = "speech",
                ["ttfa"] = (audio - asked + silence).TotalSeconds,
                ["ttfb"] = (audio - asked).TotalSeconds,
                ["leading_silence"] = silence.TotalSeconds,
            });
        }

        metrics["processing"] = new JsonArray(new JsonObject { ["processor"] = "turn", ["value"] = turn.VoiceToVoice.TotalSeconds });
        return metrics;

        void Add(string processor, TimeSpan? value)
        {
            if (value is { } duration)
            {
                firstBytes.Add(new JsonObject { ["processor"] = processor, ["value"] = duration.TotalSeconds });
            }
        }
    }

    private void SendOutput(string text, string status)
    {
        var output = new JsonObject { ["text"] = text, ["aggregated_by"] = "sentence", ["will_be_spoken"] = true, ["spoken_status"] = status };
        if (server.ServesLegacy)
        {
            output["spoken"] = status == "completed";
        }

        Send("bot-output", output);
    }

    private void Send(string type, JsonObject? data = null) => _ = server.SendAsync(RtviMessage.Create(type, data), recipient: null);
}
