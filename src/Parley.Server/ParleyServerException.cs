namespace Parley.Server;

/// <summary>The server cannot start or go on: the machine or the configuration is not as it must be. The message is for the operator.</summary>
public sealed class ParleyServerException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public ParleyServerException()
    {
    }

    /// <summary>Makes one.</summary>
    public ParleyServerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with its cause.</summary>
    public ParleyServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
