using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Server.Api.DoNotCall;
using Parley.Server.Api.Numbers;
using Parley.Server.Dialing;
using Parley.Server.Dialing.Audit;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Dialing.Retries;
using Parley.Server.Dialing.Rules;
using Parley.Server.Storage;
using Parley.Telephony.Numbers;
using Parley.Telephony.Policy;

namespace Parley.Server.Hosting;

/// <summary>Adds what decides over dial-outs.</summary>
internal static class DialingHosting
{
    public static void AddDialing(this IServiceCollection services)
    {
        services.TryAddSingleton<DialRules>();
        services.TryAddSingleton<DialedTimes>();
        services.TryAddSingleton<DialJudge>();
        services.TryAddSingleton<AuditChain>();
        services.TryAddSingleton<DialLedger>();
        services.TryAddSingleton<IDialPolicy, DialoutPolicy>();
        services.TryAddSingleton<ICallerIdRules, CallerIdRules>();
        services.TryAddSingleton<NumberInventory>();
        services.TryAddSingleton<NumberEndpoints>();
        services.TryAddSingleton<DoNotCallEndpoints>();
        services.TryAddSingleton<SessionDialing>();
        services.TryAddSingleton<RetryStore>();
        services.TryAddSingleton<RetrySignal>();
        services.AddHostedService<RetryService>();
        services.TryAddSingleton(s => new PhoneBook(s.GetRequiredService<NumberStore>(), s.GetRequiredService<IOptions<ParleyOptions>>()));
        services.TryAddSingleton(s => new DoNotCallList(s.GetRequiredService<Database>(), s.GetRequiredService<AuditChain>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new AuditLog(s.GetRequiredService<Database>(), s.GetRequiredService<AuditChain>()));
    }
}
