namespace Parley.Server.Hosting;

/// <summary>What may be dialled, and how: <c>Parley:Dialout</c>.</summary>
public sealed class DialoutOptions
{
    /// <summary>Whether phone numbers may be dialled at all. SIP URIs always may.</summary>
    public bool PhoneNumbers { get; set; } = true;

    /// <summary>The countries that may be dialled, ISO 3166-1 (<c>US</c>), or <c>*</c> for all. Default: those of the owned numbers.</summary>
    public IList<string> AllowedCountries { get; } = [];

    /// <summary>Which owned number is shown when the dial-out names none: <c>random</c> or <c>oldest</c>.</summary>
    public string CallerId { get; set; } = "random";

    /// <summary>How long to let it ring, 1 s to 10 min. Default: one minute.</summary>
    public TimeSpan RingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many call legs a room may have, 1..100. Default: 5.</summary>
    public int MaxLegsPerRoom { get; set; } = 5;
}
