namespace Parley.Server.Hosting;

/// <summary>An owned phone number: <c>Parley:Numbers:N</c>.</summary>
public sealed class NumberOptions
{
    /// <summary>The id that <c>callerId</c> names. Default: made once, see <c>GET /v1/purchased-phone-numbers</c>.</summary>
    public Guid? Id { get; set; }

    /// <summary>E.164 with the plus sign.</summary>
    public string Number { get; set; } = "";

    /// <summary>The trunk that it belongs to. Default: any.</summary>
    public string? Trunk { get; set; }

    /// <summary>The agent that answers calls to it. Default: <c>inbound</c>, where the host has added an agent of that name.</summary>
    public string? Agent { get; set; }

    /// <summary>What people call it. Default: the number.</summary>
    public string? Name { get; set; }
}
