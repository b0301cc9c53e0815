using Parley.Audio;

namespace Parley.Simulation.Scripts;

/// <summary>A script that is read from top to bottom, one line per turn, whatever the turn sounds like. One conversation each.</summary>
/// <param name="lines">The words of the other side, in order.</param>
public sealed class LineSequence(IReadOnlyList<string> lines) : IScript
{
    private int _next = -1;

    /// <inheritdoc/>
    public string? Read(AudioFrame turn)
    {
        var line = Interlocked.Increment(ref _next);
        return line < lines.Count ? lines[line] : null;
    }
}
