namespace Parley.Server.Hosting;

/// <summary>The dialect of the runner that agent authors have on their own machines: <c>Parley:LocalRunner</c>. It asks for no key.</summary>
public sealed class LocalRunnerOptions
{
    /// <summary>Whether it is spoken. Default: no.</summary>
    public bool Enabled { get; set; }

    /// <summary>The agent that is started. Default: the first that the host has added.</summary>
    public string? Agent { get; set; }

    /// <summary>Whether requests from other machines are taken, too. Whoever reaches the server can then start calls. Default: no.</summary>
    public bool AllowRemote { get; set; }
}
