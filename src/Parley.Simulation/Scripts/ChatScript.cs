namespace Parley.Simulation.Scripts;

/// <summary>What <see cref="ScriptedChatClient"/> says.</summary>
public sealed record ChatScript
{
    /// <summary>A clinic confirms a visit, or is called: what the bundled agents talk about. Their first words are their own.</summary>
    public static ChatScript Clinic { get; } = new()
    {
        Replies =
        [
            new("Wonderful, see you on Tuesday at ten. Goodbye!") { Keywords = ["yes", "fine", "sure", "okay"], EndsCall = true },
            new("You are welcome. Goodbye!") { Keywords = ["thank", "thanks", "bye", "goodbye"], EndsCall = true },
            new("I understand. Somebody will call you to find another time. Goodbye!") { Keywords = ["no", "not", "cannot", "can't"], EndsCall = true },
            new("We are open from eight to six on weekdays. Can I do anything else for you?") { Keywords = ["open", "hours"] },
            new("This is Parley, the assistant of the Riverside clinic. It is about your visit on Tuesday at ten. Can you come?") { Keywords = ["who", "what"] },
        ],
        Fallback = "I am sorry, I did not understand that. Could you say it again?",
        Farewell = "I am afraid I cannot hear you well. We will call again. Goodbye!",
    };

    /// <summary>What may be said, tried from top to bottom.</summary>
    public required IReadOnlyList<ScriptedReply> Replies { get; init; }

    /// <summary>What is said when no reply fits.</summary>
    public required string Fallback { get; init; }

    /// <summary>What is said, to end the call, when nothing has fitted <see cref="MaxFallbacks"/> times.</summary>
    public required string Farewell { get; init; }

    /// <summary>How often <see cref="Fallback"/> is said in one call.</summary>
    public int MaxFallbacks { get; init; } = 2;
}
