namespace Parley.Simulation.VirtualTime;

/// <summary>A run in virtual time cannot go on, or cannot be repeated; the message says why.</summary>
public sealed class VirtualTimeException : Exception
{
    /// <summary>Creates the exception.</summary>
    public VirtualTimeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what caused it.</summary>
    public VirtualTimeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
