using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>
/// How long the other side waited for the bot's answer, and for what. Told once per answered turn, when the answer's first sound has gone out. All durations
/// count from <see cref="SpeechEnded"/>; in JSON they are seconds. A stage that was not gone through (prepared words ask no model) is absent; one that began
/// ahead of the turn's end may lie before <see cref="TurnEnded"/>, or be negative.
/// </summary>
/// <param name="ParticipantId">Whom the conversation is with.</param>
public sealed record TurnLatency(string? ParticipantId) : ConversationEvent(ParticipantId)
{
    /// <summary>When the other side fell silent, in the time of the room and its recordings: a frame (20 ms) and the jitter buffer of its leg behind the wire.</summary>
    public required DateTimeOffset SpeechEnded { get; init; }

    /// <summary>The turn was taken for ended: the silence window, or a better sign.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public required TimeSpan TurnEnded { get; init; }

    /// <summary>The last words of the turn were there.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? Transcript { get; init; }

    /// <summary>The chat model was asked.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? ChatAsked { get; init; }

    /// <summary>Its first words came.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? FirstToken { get; init; }

    /// <summary>The voice was given the first sentence.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? SynthesisAsked { get; init; }

    /// <summary>The voice gave its first sound.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? FirstAudio { get; init; }

    /// <summary>The room took the first sample.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public required TimeSpan FirstSample { get; init; }

    /// <summary>The RTP packet with the first sample was handed to the network; absent where the other side is no call leg.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? FirstPacket { get; init; }

    /// <summary>How long the voice's sound is silent before its first word; a length, not a moment. Absent when nothing could be heard.</summary>
    [JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? LeadingSilence { get; init; }

    /// <summary>From the other side's last sound to the bot's first that can be heard: what the other side feels, the network's way left out.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public required TimeSpan VoiceToVoice { get; init; }

    /// <summary>
    /// Parley's own share: what is left of the way from the turn's end (or its words) to the first packet when the waits for the model's first sentence
    /// and for the voice's first sound are taken out.
    /// </summary>
    [JsonIgnore]
    public TimeSpan Overhead
    {
        get
        {
            var heard = TimeSpan.FromTicks(Math.Max(TurnEnded.Ticks, Transcript?.Ticks ?? 0));
            var sent = FirstPacket ?? FirstSample;
            var begun = ChatAsked ?? SynthesisAsked ?? heard;
            var asking = begun > heard ? begun - heard : TimeSpan.Zero;
            var ready = FirstAudio > heard ? FirstAudio.Value : heard;
            return asking + (sent - ready);
        }
    }
}
