namespace Parley.Simulation.Personas.Steps;

/// <summary>What comes after a step.</summary>
internal enum Flow
{
    /// <summary>The next step.</summary>
    On,

    /// <summary>The menu around it, once more.</summary>
    Again,

    /// <summary>The menu around that one.</summary>
    Back,

    /// <summary>Nothing: the call is over.</summary>
    Over,
}
