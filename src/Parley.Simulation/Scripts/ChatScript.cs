namespace Parley.Simulation.Scripts;

/// <summary>What <see cref="ScriptedChatClient"/> says.</summary>
public sealed record ChatScript
{
    /// <summary>An appointment is confirmed: the script of the demo.</summary>
    public static ChatScript Appointment { get; } = new()
    {
        Replies =
        [
            new("Hello, this is Parley, calling about your appointment tomorrow at ten o'clock. Can you come?"),
            new("I understand. Somebody will call you to find another time. Goodbye!") { Keywords = ["no", "not", "cannot", "can't"], EndsCall = true },
            new("Wonderful. We look forward to seeing you tomorrow at ten. Goodbye!") { Keywords = ["yes", "fine", "sure", "okay"], EndsCall = true },
            new("This is Parley, the assistant of the practice. I am calling about tomorrow at ten. Can you come?") { Keywords = ["who", "what"] },
        ],
        Fallback = "I am sorry, I did not understand. Can you come tomorrow at ten?",
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
