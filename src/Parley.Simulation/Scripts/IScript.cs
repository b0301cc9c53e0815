using Parley.Audio;

namespace Parley.Simulation.Scripts;

/// <summary>Where <see cref="ScriptedSpeechToText"/> takes its words from. Safe to use from any thread.</summary>
public interface IScript
{
    /// <summary>Gives the words of a turn.</summary>
    /// <param name="turn">What was heard; it holds speech.</param>
    /// <returns>The words, or <see langword="null"/> when the script knows none for this turn.</returns>
    string? Read(AudioFrame turn);
}
