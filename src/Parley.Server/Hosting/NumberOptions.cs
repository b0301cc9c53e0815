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

    /// <summary>What people call it. Default: the number.</summary>
    public string? Name { get; set; }
}
