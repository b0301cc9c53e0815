using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Dialing.Hours;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Storage;
using Parley.Server.Webhooks;
using Parley.Sip;
using Parley.Sip.Auth;
using Parley.Sip.Transport;
using Parley.Telephony.Media;

namespace Parley.Server.Hosting;

/// <summary>
/// Checks the settings at the start. Written by hand rather than generated from attributes, because each message names the key as one
/// would type it and what would be right, and half of the checks look at two settings together.
/// </summary>
internal sealed partial class ParleyOptionsValidator(IEnumerable<AgentRegistration> added, IEnumerable<RequiredTrunk> requiredTrunks)
    : IValidateOptions<ParleyOptions>
{
    private AgentRegistration[] _agents = [];   // Those of the options that are looked at.

    public ValidateOptionsResult Validate(string? name, ParleyOptions options)
    {
        var problems = new Problems();
        _agents = [.. AgentCatalog.All(added, options)];
        CheckHttp(options, problems);
        CheckSip(options.Sip, problems);
        CheckMedia(options.Media, problems);
        CheckCapture(options.Capture, problems);
        CheckTrunks(options, problems);
        CheckNumbers(options, problems);
        CheckAgents(options, problems);
        problems.Unless(
            options.Sockets.StartTimeout >= TimeSpan.FromSeconds(1) && options.Sockets.StartTimeout <= TimeSpan.FromMinutes(1),
            "Sockets:StartTimeout", options.Sockets.StartTimeout, "00:00:01 to 00:01:00 (hours:minutes:seconds)");
        problems.Unless(options.Sockets.MaxWaiting is >= 1 and <= 10_000, "Sockets:MaxWaiting", options.Sockets.MaxWaiting, "1 to 10000");
        CheckIceServers(options.IceServers, problems);
        CheckStorage(options.Storage, problems);
        CheckRetention(options.Retention, problems);
        CheckRateLimits(options.RateLimits, problems);
        CheckKeys(options.Keys, problems);
        CheckDialout(options.Dialout, problems);
        problems.Unless(
            options.Audit.Key is null || options.Audit.Key.Length >= AuditOptions.MinKeyLength, "Audit:Key", options.Audit.Key is null ? null : "...", $"at least {AuditOptions.MinKeyLength} characters");
        CheckWebhooks(options.Webhooks, problems);
        CheckDialin(options.Dialin, problems);
        problems.Unless(options.Rooms.SigningKey is not { Length: < RoomOptions.MinSigningKeyLength }, "Rooms:SigningKey", "(not shown)", $"a secret of at least {RoomOptions.MinSigningKeyLength} characters");
        return problems.List.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.List);
    }

    private static void CheckHttp(ParleyOptions options, Problems problems)
    {
        var url = options.PublicUrl;
        problems.Unless(
            url is null || (url.IsAbsoluteUri && url.Scheme is "http" or "https"),
            "PublicUrl", url?.OriginalString, "an address such as https://voice.example.com");
        problems.Unless(
            PathName().IsMatch(options.Organization.Name), "Organization:Name", options.Organization.Name, "1 to 64 letters, digits, hyphens and underscores");
        problems.Unless(PathName().IsMatch(options.Organization.Region), "Organization:Region", options.Organization.Region, "1 to 64 letters, digits, hyphens and underscores");
    }

    private static void CheckSip(SipOptions sip, Problems problems)
    {
        for (var i = 0; i < sip.Listen.Count; i++)
        {
            var reads = SipOptions.TryParseListen(sip.Listen[i], out var listen);
            problems.Unless(reads, $"Sip:Listen:{i}", sip.Listen[i], "transport:address:port, such as udp:0.0.0.0:5060 or tls:[::]:5061");
            problems.Unless(
                listen?.Protocol != SipProtocols.Tls || sip.Tls.Certificate is { Length: > 0 },
                "Sip:Tls:Certificate", sip.Tls.Certificate, $"the file of a certificate, without which {sip.Listen[i]} cannot be listened on");
        }

        CheckNetworks(sip.LocalNetworks, "Sip:LocalNetworks", problems);
        CheckNetworks(sip.AllowFrom, "Sip:AllowFrom", problems);

        problems.Unless(
            sip.PublicAddress is null || SipOptions.TryParseEndPoint(sip.PublicAddress, out _),
            "Sip:PublicAddress", sip.PublicAddress, "an IP address, such as 203.0.113.5, or address:port");
        problems.Unless(
            sip.MinSessionExpires >= SipSessionTimers.Shortest && sip.MinSessionExpires <= TimeSpan.FromHours(1),
            "Sip:MinSessionExpires", sip.MinSessionExpires, "00:01:30 to 01:00:00 (hours:minutes:seconds)");
        problems.Unless(sip.IncomingRefer is "decline" or "follow", "Sip:IncomingRefer", sip.IncomingRefer, "'decline' or 'follow'");
        CheckDialogs("Sip", sip.SessionExpires, sip.SessionRefresher, sip.ReliableProvisionals, problems);
    }

    private static void CheckDialogs(string key, TimeSpan? expires, string? refresher, string? reliability, Problems problems)
    {
        problems.Unless(
            expires is null || expires == TimeSpan.Zero || (expires >= SipSessionTimers.Shortest && expires <= TimeSpan.FromDays(1)),
            $"{key}:SessionExpires", expires, "00:01:30 to 1.00:00:00 (days.hours:minutes:seconds), or 00:00:00 for none");
        problems.Unless(
            refresher is null || SipOptions.Refreshers.ContainsKey(refresher), $"{key}:SessionRefresher", refresher, $"one of {NamesOf(SipOptions.Refreshers.Keys)}");
        problems.Unless(
            reliability is null || SipOptions.Reliabilities.ContainsKey(reliability),
            $"{key}:ReliableProvisionals", reliability, $"one of {NamesOf(SipOptions.Reliabilities.Keys)}");
    }

    private static void CheckNetworks(IList<string> networks, string key, Problems problems)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            problems.Unless(IPNetwork.TryParse(networks[i], out _), $"{key}:{i}", networks[i], "a network, such as 10.0.0.0/8, or 203.0.113.5/32 for one address");
        }
    }

    private static void CheckMedia(MediaOptions media, Problems problems)
    {
        problems.Unless(MediaOptions.TryParseSrtp(media.Srtp, out _), "Media:Srtp", media.Srtp, "none, optional or required");
        CheckCodecs(media.Codecs, "Media", problems);
        problems.Unless(
            MediaOptions.TryParsePortRange(media.PortRange, out _, out _),
            "Media:PortRange", media.PortRange, "first-last, both within 1024-65535, such as 20000-29999");
        problems.Unless(
            media.BindAddress is null || IPAddress.TryParse(media.BindAddress, out _),
            "Media:BindAddress", media.BindAddress, "an IP address, such as 0.0.0.0");
        problems.Unless(
            media.Timeout == TimeSpan.Zero || (media.Timeout >= TimeSpan.FromSeconds(5) && media.Timeout <= TimeSpan.FromHours(1)),
            "Media:Timeout", media.Timeout, "00:00:05 to 01:00:00 (hours:minutes:seconds), or 00:00:00 for none");
    }

    private static void CheckCapture(CaptureOptions capture, Problems problems)
    {
        problems.Unless(capture.Directory is not "", "Capture:Directory", capture.Directory, "a folder");
        problems.Unless(capture.Calls is CaptureOptions.AllCalls or CaptureOptions.AskedCalls, "Capture:Calls", capture.Calls, "'all' or 'asked'");
        problems.Unless(capture.MaxFileSize is >= 1 and <= 4000, "Capture:MaxFileSize", capture.MaxFileSize, "1 to 4000 (megabytes)");
    }

    private static void CheckCodecs(IList<string> codecs, string key, Problems problems)
    {
        for (var i = 0; i < codecs.Count; i++)
        {
            problems.Unless(CodecCatalog.IsKnown(codecs[i]), $"{key}:Codecs:{i}", codecs[i], $"one of {string.Join(", ", CodecCatalog.Names)}");
        }
    }

    private void CheckTrunks(ParleyOptions options, Problems problems)
    {
        var trunks = options.Trunks;
        for (var i = 0; i < trunks.Count; i++)
        {
            var (trunk, key) = (trunks[i], $"Trunks:{i}");
            problems.Unless(trunk.Name.Length is > 0 and <= 64, $"{key}:Name", trunk.Name, "a name of 1 to 64 characters");
            problems.Unless(trunks.Take(i).All(t => t.Name != trunk.Name), $"{key}:Name", trunk.Name, "a name that no other trunk has");
            problems.Unless(TrunkUri().IsMatch(trunk.Uri), $"{key}:Uri", trunk.Uri, "a SIP URI, such as sip:sip.example.com:5060");
            problems.Unless(trunk.CallsPerSecond is >= 0.1 and <= 1000, $"{key}:CallsPerSecond", trunk.CallsPerSecond, "0.1 to 1000");
            problems.Unless(trunk.MaxCalls is >= 1 and <= 100_000, $"{key}:MaxCalls", trunk.MaxCalls, "1 to 100000");
            problems.Unless(trunk.FollowRedirects is >= 0 and <= 3, $"{key}:FollowRedirects", trunk.FollowRedirects, "0 to 3");
            problems.Unless(trunk.Srtp is null || MediaOptions.TryParseSrtp(trunk.Srtp, out _), $"{key}:Srtp", trunk.Srtp, "none, optional or required");
            CheckCodecs(trunk.Codecs, key, problems);
            problems.Unless(trunk.Identity is "asserted" or "preferred" or "none", $"{key}:Identity", trunk.Identity, "'asserted', 'preferred' or 'none'");
            CheckDialogs(key, trunk.SessionExpires, trunk.SessionRefresher, trunk.ReliableProvisionals, problems);
            problems.Unless(trunk.Transport is "auto" or "udp" or "tcp" or "tls", $"{key}:Transport", trunk.Transport, "'auto', 'udp', 'tcp' or 'tls'");
            problems.Unless(trunk.Dtmf is "auto" or "telephone-event" or "sip-info" or "inband", $"{key}:Dtmf", trunk.Dtmf, "'auto', 'telephone-event', 'sip-info' or 'inband'");
            problems.Unless(!trunk.Register || trunk.Username is { Length: > 0 }, $"{key}:Username", trunk.Username, "the user name to register, since Register is true");
            problems.Unless(
                trunk.RegisterExpires >= TimeSpan.FromSeconds(20) && trunk.RegisterExpires <= TimeSpan.FromDays(1),
                $"{key}:RegisterExpires", trunk.RegisterExpires, "00:00:20 to 1.00:00:00 (days.hours:minutes:seconds)");
            problems.Unless(
                trunk.KeepAlive is not { } interval || (interval >= TimeSpan.FromSeconds(5) && interval <= TimeSpan.FromHours(1)),
                $"{key}:KeepAlive", trunk.KeepAlive, "00:00:05 to 01:00:00 (hours:minutes:seconds), or nothing for never");
            problems.Unless(
                trunk.InboundAlgorithms.All(DigestServer.Algorithms.Contains),
                $"{key}:InboundAlgorithms", string.Join(", ", trunk.InboundAlgorithms), NamesOf(DigestServer.Algorithms));
            CheckNetworks(trunk.AllowFrom, $"{key}:AllowFrom", problems);
            for (var j = 0; j < trunk.Inventory.Count; j++)
            {
                var numbers = trunk.Inventory[j].Numbers;
                problems.Unless(NumberInventory.TryRead(numbers, out _, out _), $"{key}:Inventory:{j}:Numbers", numbers, "a number such as +15551230001, or a range of up to 10000 such as +15551230000-+15551230099");
            }

            problems.Unless(
                trunk.InboundPassword is null || trunk.InboundUsername is { Length: > 0 },
                $"{key}:InboundUsername", trunk.InboundUsername, "the user name that belongs to the password");
            problems.Unless(trunk.Password is null || trunk.Username is not null, $"{key}:Username", trunk.Username, "the user name that belongs to the password");
        }

        foreach (var required in requiredTrunks.Where(r => trunks.All(t => t.Name != r.Name)))
        {
            problems.Add($"{ParleyOptions.Section}:Trunks has no trunk named '{required.Name}', which this program needs.");
        }
    }

    private static void CheckNumbers(ParleyOptions options, Problems problems)
    {
        var numbers = options.Numbers;
        for (var i = 0; i < numbers.Count; i++)
        {
            var (number, key) = (numbers[i], $"Numbers:{i}");
            problems.Unless(E164().IsMatch(number.Number), $"{key}:Number", number.Number, "E.164, such as +15551230001");
            problems.Unless(numbers.Take(i).All(n => n.Number != number.Number), $"{key}:Number", number.Number, "a number that is not listed twice");
            problems.Unless(number.Id is null || numbers.Take(i).All(n => n.Id != number.Id), $"{key}:Id", number.Id, "an id that no other number has");
            problems.Unless(
                number.Trunk is null || options.Trunks.Any(t => t.Name == number.Trunk),
                $"{key}:Trunk", number.Trunk, $"the name of a trunk: {NamesOf(options.Trunks.Select(t => t.Name))}");
        }
    }

    private void CheckAgents(ParleyOptions options, Problems problems)
    {
        var runner = options.LocalRunner.Agent;
        problems.Unless(runner is null || _agents.Any(a => a.Name == runner), "LocalRunner:Agent", runner, $"the name of an agent: {NamesOf(_agents.Select(a => a.Name))}");
        for (var i = 0; i < options.Agents.Count; i++)
        {
            var (agent, key) = (options.Agents[i], $"Agents:{i}");
            problems.Unless(_agents.Any(a => a.Name == agent.Name), $"{key}:Name", agent.Name, $"the name of an agent: {NamesOf(_agents.Select(a => a.Name))}");
            problems.Unless(options.Agents.Take(i).All(a => a.Name != agent.Name), $"{key}:Name", agent.Name, "a name that is not listed twice");
            problems.Unless(agent.MaxAgents is >= 1 and <= 100_000, $"{key}:MaxAgents", agent.MaxAgents, "1 to 100000");
            problems.Unless(
                agent.MaxSessionDuration >= TimeSpan.FromMinutes(1) && agent.MaxSessionDuration <= TimeSpan.FromHours(4),
                $"{key}:MaxSessionDuration", agent.MaxSessionDuration, "00:01:00 to 04:00:00 (hours:minutes:seconds)");
            problems.Unless(
                agent.Endpoint is null || agent.Endpoint is { IsAbsoluteUri: true, Scheme: "ws" or "wss" }, $"{key}:Endpoint", agent.Endpoint?.OriginalString, "an address such as wss://bots.example.com/ws");
            problems.Unless(agent.Endpoint is null || added.All(a => a.Name != agent.Name), $"{key}:Endpoint", agent.Endpoint?.OriginalString, "nothing: the host has a class of this name, which is the agent");
            problems.Unless(agent.Protocol is "twilio", $"{key}:Protocol", agent.Protocol, "twilio");
            problems.Unless(agent.WebSocketAuth is AgentOptions.TokenAuth or AgentOptions.NoAuth, $"{key}:WebSocketAuth", agent.WebSocketAuth, "token or none");
            problems.Unless(agent.Queue.Length is >= 0 and <= 10_000, $"{key}:Queue:Length", agent.Queue.Length, "0 to 10000");
            problems.Unless(
                agent.Queue.Timeout >= TimeSpan.FromSeconds(1) && agent.Queue.Timeout <= TimeSpan.FromMinutes(10),
                $"{key}:Queue:Timeout", agent.Queue.Timeout, "00:00:01 to 00:10:00 (hours:minutes:seconds)");
        }
    }

    private static void CheckIceServers(IList<IceServerOptions> servers, Problems problems)
    {
        for (var i = 0; i < servers.Count; i++)
        {
            var (server, key) = (servers[i], $"IceServers:{i}");
            problems.Unless(server.Urls.Count > 0 && server.Urls.All(url => IceUrl().IsMatch(url)), $"{key}:Urls", string.Join(", ", server.Urls), "addresses such as stun:stun.example.com:3478");
            problems.Unless(
                server.Lifetime >= TimeSpan.FromMinutes(1) && server.Lifetime <= TimeSpan.FromDays(7),
                $"{key}:Lifetime", server.Lifetime, "00:01:00 to 7.00:00:00 (days.hours:minutes:seconds)");
            problems.Unless(server.Secret is null || server.Credential is null, $"{key}:Credential", "set", "either a credential or a secret that makes credentials");
        }
    }

    private static void CheckStorage(StorageOptions storage, Problems problems)
    {
        if (StorageProvider.All.TryGetValue(storage.Provider, out var provider))
        {
            if (provider.CheckConnectionString(storage.ConnectionString) is { } wrong)
            {
                problems.Add($"{ParleyOptions.Section}:Storage:ConnectionString: {wrong}");
            }
        }
        else
        {
            problems.Unless(false, "Storage:Provider", storage.Provider, NamesOf(StorageProvider.All.Keys));
        }
    }

    private static void CheckRetention(RetentionOptions retention, Problems problems)
    {
        (string Key, TimeSpan? Span)[] spans =
        [
            ("Sessions", retention.Sessions), ("Transcripts", retention.Transcripts), ("Recordings", retention.Recordings), ("Captures", retention.Captures),
            ("Audit", retention.Audit), ("DialAudit", retention.DialAudit), ("Logs", retention.Logs), ("Rooms", retention.Rooms), ("Idempotency", retention.Idempotency),
        ];
        foreach (var (key, span) in spans)
        {
            problems.Unless(
                span is null || (span >= RetentionOptions.Shortest && span <= TimeSpan.FromDays(36_500)), $"Retention:{key}", span, "1.00:00:00 or more (days.hours:minutes:seconds)");
        }
    }

    private static void CheckRateLimits(RateLimitOptions limits, Problems problems)
    {
        (string Key, int Value)[] values =
        [
            ("RequestsPer5Seconds", limits.RequestsPer5Seconds), ("RoomListsPerSecond", limits.RoomListsPerSecond),
            ("RecordingStartsPerSecond", limits.RecordingStartsPerSecond), ("StartsPerSecond", limits.StartsPerSecond),
        ];
        foreach (var (key, value) in values)
        {
            problems.Unless(value is >= 0 and <= 1_000_000, $"RateLimits:{key}", value, "0 to 1000000");
        }
    }

    private static void CheckKeys(KeyOptions keys, Problems problems)
    {
        Check(keys.Public, "Keys:Public", "pk_");
        Check(keys.Private, "Keys:Private", "sk_");

        void Check(IList<string> list, string key, string prefix)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (!list[i].StartsWith(prefix, StringComparison.Ordinal) || list[i].Length < KeyOptions.MinLength || list[i].Any(c => c is <= ' ' or > '~'))
                {
                    problems.Add($"{ParleyOptions.Section}:{key}:{i} is not a key: expected '{prefix}' and at least {KeyOptions.MinLength - prefix.Length} more characters without spaces.");
                }
            }
        }
    }

    private void CheckDialout(DialoutOptions dialout, Problems problems)
    {
        problems.Unless(
            dialout.CallerId is "random" or "oldest" or "area-code" or "sticky", "Dialout:CallerId", dialout.CallerId, "'random', 'oldest', 'area-code' or 'sticky'");
        CheckCap(dialout.AttemptsPerCalleePerDay, 1000, "Dialout:AttemptsPerCalleePerDay", problems);
        CheckCap(dialout.MinutesPerDay, 10_000_000, "Dialout:MinutesPerDay", problems);
        CheckCap(dialout.MinutesPerMonth, 300_000_000, "Dialout:MinutesPerMonth", problems);
        CheckCap(dialout.CallsPerCallerIdPerDay, 100_000, "Dialout:CallsPerCallerIdPerDay", problems);
        CheckHours(dialout.CallingHours, "Dialout:CallingHours", problems);
        CheckRetry(dialout.Retry, problems);
        problems.Unless(TimeZoneInfo.TryFindSystemTimeZoneById(dialout.TimeZone, out _), "Dialout:TimeZone", dialout.TimeZone, "an IANA time zone, such as Europe/Berlin");
        problems.Unless(
            dialout.ReleaseNumbersAfter >= TimeSpan.Zero && dialout.ReleaseNumbersAfter <= TimeSpan.FromDays(365),
            "Dialout:ReleaseNumbersAfter", dialout.ReleaseNumbersAfter, "00:00:00 to 365.00:00:00 (days.hours:minutes:seconds)");
        for (var i = 0; i < dialout.Agents.Count; i++)
        {
            var (agent, key) = (dialout.Agents[i], $"Dialout:Agents:{i}");
            problems.Unless(_agents.Any(a => a.Name == agent.Agent), $"{key}:Agent", agent.Agent, $"the name of an agent: {NamesOf(_agents.Select(a => a.Name))}");
            problems.Unless(dialout.Agents.Take(i).All(a => a.Agent != agent.Agent), $"{key}:Agent", agent.Agent, "a name that is not listed twice");
            CheckCap(agent.AttemptsPerCalleePerDay, 1000, $"{key}:AttemptsPerCalleePerDay", problems);
            CheckCap(agent.MinutesPerDay, 10_000_000, $"{key}:MinutesPerDay", problems);
            CheckCap(agent.MinutesPerMonth, 300_000_000, $"{key}:MinutesPerMonth", problems);
            if (agent.CallingHours is { } hours)
            {
                CheckHours(hours, $"{key}:CallingHours", problems);
            }
        }

        problems.Unless(
            dialout.RingTimeout >= TimeSpan.FromSeconds(1) && dialout.RingTimeout <= TimeSpan.FromMinutes(10),
            "Dialout:RingTimeout", dialout.RingTimeout, "00:00:01 to 00:10:00 (hours:minutes:seconds)");
        problems.Unless(dialout.MaxLegsPerRoom is >= 1 and <= 100, "Dialout:MaxLegsPerRoom", dialout.MaxLegsPerRoom, "1 to 100");
        for (var i = 0; i < dialout.AllowedCountries.Count; i++)
        {
            var country = dialout.AllowedCountries[i];
            problems.Unless(country is "*" || Country().IsMatch(country), $"Dialout:AllowedCountries:{i}", country, "two capital letters, such as US, or * for all");
        }
    }

    private static void CheckCap(int? cap, int most, string key, Problems problems)
        => problems.Unless(cap is null || (cap >= 1 && cap <= most), key, cap, $"1 to {most}, or nothing for no limit");

    private static void CheckHours(CallingHoursOptions options, string key, Problems problems)
    {
        if (CallingHours.TryRead(options, out _) is { } wrong)
        {
            problems.Unless(false, $"{key}:{wrong.Key}", wrong.Found, wrong.Expected);
        }
    }

    private static void CheckRetry(RetryOptions retry, Problems problems)
    {
        problems.Unless(retry.MaxAttempts is >= 1 and <= 20, "Dialout:Retry:MaxAttempts", retry.MaxAttempts, "1 to 20");
        for (var i = 0; i < retry.Waits.Count; i++)
        {
            problems.Unless(
                retry.Waits[i] >= TimeSpan.FromSeconds(1) && retry.Waits[i] <= TimeSpan.FromDays(30),
                $"Dialout:Retry:Waits:{i}", retry.Waits[i], "00:00:01 to 30.00:00:00 (days.hours:minutes:seconds)");
        }

        for (var i = 0; i < retry.Causes.Count; i++)
        {
            problems.Unless(RetryCauses.TryParse(retry.Causes[i], out _), $"Dialout:Retry:Causes:{i}", retry.Causes[i], $"one of {string.Join(", ", RetryCauses.Names)}");
        }

        problems.Unless(
            retry.LongestWaitInSession >= TimeSpan.Zero && retry.LongestWaitInSession <= TimeSpan.FromHours(4),
            "Dialout:Retry:LongestWaitInSession", retry.LongestWaitInSession, "00:00:00 to 04:00:00 (hours:minutes:seconds)");
    }

    private static void CheckWebhooks(WebhookOptions webhooks, Problems problems)
    {
        const string Minute = "00:00:01 to 00:01:00 (hours:minutes:seconds)";
        problems.Unless(IsWithin(webhooks.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), "Webhooks:Timeout", webhooks.Timeout, Minute);
        problems.Unless(IsWithin(webhooks.TestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), "Webhooks:TestTimeout", webhooks.TestTimeout, Minute);
        problems.Unless(
            IsWithin(webhooks.GiveUpAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), "Webhooks:GiveUpAfter", webhooks.GiveUpAfter, "00:01:00 to 30.00:00:00 (days.hours:minutes:seconds)");
        problems.Unless(
            IsWithin(webhooks.KeepFor, TimeSpan.FromHours(1), TimeSpan.FromDays(365)), "Webhooks:KeepFor", webhooks.KeepFor, "01:00:00 to 365.00:00:00 (days.hours:minutes:seconds)");
        problems.Unless(webhooks.MaxConcurrency is >= 1 and <= 100, "Webhooks:MaxConcurrency", webhooks.MaxConcurrency, "1 to 100");
        problems.Unless(webhooks.MaxWebhooks is >= 1 and <= 1000, "Webhooks:MaxWebhooks", webhooks.MaxWebhooks, "1 to 1000");
    }

    private static void CheckDialin(DialinOptions dialin, Problems problems)
    {
        problems.Unless(IsWithin(dialin.RingFor, TimeSpan.Zero, TimeSpan.FromMinutes(1)), "Dialin:RingFor", dialin.RingFor, "00:00:00 to 00:01:00 (hours:minutes:seconds)");
        problems.Unless(IsWithin(dialin.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)), "Dialin:Timeout", dialin.Timeout, "00:00:01 to 00:02:00 (hours:minutes:seconds)");
        problems.Unless(dialin.Message is not { Length: > DialinConfig.MaxTextLength }, "Dialin:Message", "(too long)", $"at most {DialinConfig.MaxTextLength} characters");
        var wrong = HoldMusic.Check(dialin.HoldMusic);
        problems.Unless(wrong is null, "Dialin:HoldMusic", dialin.HoldMusic, $"a mono WAV file of at most {HoldMusic.MaxFileSize / 1_000_000} MB ({wrong})");
        foreach (var (network, index) in dialin.AllowFrom.Select((network, index) => (network, index)))
        {
            problems.Unless(IPNetwork.TryParse(network, out _), $"Dialin:AllowFrom:{index}", network, "a network such as 192.0.2.0/24");
        }

        problems.Unless(dialin.WebhookHmac is null || WebhookSignature.IsSecret(dialin.WebhookHmac), "Dialin:WebhookHmac", "(a secret)", "base64");
    }

    private static bool IsWithin(TimeSpan span, TimeSpan least, TimeSpan most) => span >= least && span <= most;

    private static string NamesOf(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'")) is { Length: > 0 } list ? list : "there is none";

    [GeneratedRegex(@"^sips?:[^\s@;?]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TrunkUri();

    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();

    [GeneratedRegex(@"^(stun|turn)s?:[^\s/@]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex IceUrl();

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Country();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathName();

    private sealed class Problems
    {
        public List<string> List { get; } = [];

        public void Add(string text) => List.Add(text);

        public void Unless(bool right, string key, object? found, string expected)
        {
            if (!right)
            {
                Add($"{ParleyOptions.Section}:{key} is '{found}'; expected {expected}.");
            }
        }
    }
}
