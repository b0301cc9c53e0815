using Microsoft.Extensions.AI;

namespace Parley.Agents;

/// <summary>What a session is set up with.</summary>
public sealed record SpeechToSpeechSetup
{
    /// <summary>What the agent wants of the model.</summary>
    public SpeechToSpeechOptions Options { get; init; } = new();

    /// <summary>Functions that it may call.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Tools { get; init; } = [];

    /// <summary>The line's rate in Hz: at 8000, G.711 loses nothing.</summary>
    public required int SampleRate { get; init; }
}
