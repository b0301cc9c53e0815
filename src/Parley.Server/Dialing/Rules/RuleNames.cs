namespace Parley.Server.Dialing.Rules;

/// <summary>The names of the rules, as refusals and the audit log have them.</summary>
internal static class RuleNames
{
    public const string Pstn = "pstn";
    public const string International = "international";
    public const string Emergency = "emergency";
    public const string NumberClass = "number-class";
    public const string DoNotCall = "do-not-call";
    public const string CallingHours = "calling-hours";
    public const string AttemptsPerDay = "attempts-per-day";
    public const string MinutesPerDay = "minutes-per-day";
    public const string MinutesPerMonth = "minutes-per-month";
    public const string CallerIdPerDay = "caller-id-per-day";
}
