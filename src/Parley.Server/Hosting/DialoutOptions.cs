namespace Parley.Server.Hosting;

/// <summary>What may be dialled, and how: <c>Parley:Dialout</c>. The rules are described in docs/guides/dialing-rules.md.</summary>
public sealed class DialoutOptions
{
    /// <summary>Whether phone numbers may be dialled at all. SIP URIs always may.</summary>
    public bool PhoneNumbers { get; set; } = true;

    /// <summary>Whether numbers of other countries than those of the owned numbers may be dialled, where <see cref="AllowedCountries"/> has them. Default: true.</summary>
    public bool International { get; set; } = true;

    /// <summary>The countries that may be dialled, ISO 3166-1 (<c>US</c>), or <c>*</c> for all. Default: those of the owned numbers.</summary>
    public IList<string> AllowedCountries { get; } = [];

    /// <summary>Whether premium-rate numbers may be dialled. Default: false.</summary>
    public bool PremiumRate { get; set; }

    /// <summary>Whether shared-cost numbers may be dialled. Default: false.</summary>
    public bool SharedCost { get; set; }

    /// <summary>Whether short and special numbers (services, directories, satellites, pagers, personal numbers) may be dialled. Default: false.</summary>
    public bool SpecialNumbers { get; set; }

    /// <summary>Whether emergency numbers may be dialled, also in a SIP URI. Default: false.</summary>
    public bool EmergencyNumbers { get; set; }

    /// <summary>When callees may be called, by their own clocks. Default: at any time.</summary>
    public CallingHoursOptions CallingHours { get; set; } = new();

    /// <summary>How often a callee may be called in a day of its own, answered or not, 1..1000. Default: as often as is asked for.</summary>
    public int? AttemptsPerCalleePerDay { get; set; }

    /// <summary>How many minutes may be talked in a day of <see cref="TimeZone"/>; a call that runs is not cut. Default: without limit.</summary>
    public int? MinutesPerDay { get; set; }

    /// <summary>How many minutes may be talked in a month of <see cref="TimeZone"/>. Default: without limit.</summary>
    public int? MinutesPerMonth { get; set; }

    /// <summary>The time zone (IANA) in which days and months are counted that are no callee's. Default: <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What is different for some agents.</summary>
    public IList<AgentDialoutOptions> Agents { get; } = [];

    /// <summary>When and how often to call again, where an agent does not say.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>
    /// Which owned number is shown when the dial-out names none: <c>random</c>, <c>oldest</c>, <c>area-code</c> (the most alike to the callee's) or <c>sticky</c> (the
    /// one that the callee saw last). Default: <c>random</c>.
    /// </summary>
    public string CallerId { get; set; } = "random";

    /// <summary>How many calls a day may show the same owned number, 1..100000. Default: as many as there are.</summary>
    public int? CallsPerCallerIdPerDay { get; set; }

    /// <summary>How long a number must have been owned before it can be released. Default: not at all.</summary>
    public TimeSpan ReleaseNumbersAfter { get; set; }

    /// <summary>How long to let it ring, 1 s to 10 min. Default: one minute.</summary>
    public TimeSpan RingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many call legs a room may have, 1..100. Default: 5.</summary>
    public int MaxLegsPerRoom { get; set; } = 5;
}
