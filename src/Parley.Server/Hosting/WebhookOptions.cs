namespace Parley.Server.Hosting;

/// <summary>Outgoing webhooks: <c>Parley:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Whether webhooks may lead to this machine and its networks. Default: yes, as one's own receivers mostly are there. A server whose API is open to people one does not know
    /// should say no: else they can have it ask around in its network.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; } = true;

    /// <summary>How long a receiver may take to answer, 00:00:01 to 00:01:00. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to answer the test request when a webhook is made, 00:00:01 to 00:01:00. Default: 5 seconds.</summary>
    public TimeSpan TestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an event is tried with <c>exponential</c> before it is given up, 00:01:00 to 30.00:00:00. Default: one day.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long events and what became of them are kept, for replays, 01:00:00 to 365.00:00:00. Default: a week. What a failed webhook has not taken by then is lost to it.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many requests to one webhook may be under way at a time, 1 to 100. Default: 8. Those of one room always go one after the other.</summary>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>How many webhooks there may be, 1 to 1000. Default: 50.</summary>
    public int MaxWebhooks { get; set; } = 50;
}
