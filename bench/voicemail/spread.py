#!/usr/bin/env python3
"""Puts the reports of score.py (--json) of several seeds side by side: spread.py SEED.sound.json SEED.words.json ..."""
import json
import sys


def tone(label):
    return lambda r: r['confusion'][label][label] / max(1, sum(r['confusion'][label].values()))


def exact_sit(r):
    return r['by_category']['x_sit']['exact'] / r['by_category']['x_sit']['n'] if 'x_sit' in r.get('by_category', {}) else None


def message(r, kind, what):
    box = r['message'][kind]
    return box[what] / max(1, sum(box.values())) if what != 'clipped' else box['clipped']


FIGURES = [
    ('false machine on people, first (%)', lambda r: 100 * r['human_vs_machine']['false_machine_on_humans']['rate']),
    ('false machine on people, final (%)', lambda r: 100 * r['human_vs_machine']['final_false_machine_on_humans']['rate']),
    ('person or machine right, first (%)', lambda r: 100 * r['human_vs_machine']['accuracy']['rate']),
    ('person or machine right, final (%)', lambda r: 100 * r['human_vs_machine']['final_accuracy_after_revision']['rate']),
    ('verdict after first words, p50 (ms)', lambda r: r['latency']['human']['vs_ideal_ms']['p50']),
    ('verdict after first words, p95 (ms)', lambda r: r['latency']['human']['vs_ideal_ms']['p95']),
    ('beep precision (%)', lambda r: 100 * r['beep']['precision']),
    ('beep recall (%)', lambda r: 100 * r['beep']['recall']),
    ('beep announced after its end, p50 (ms)', lambda r: r['beep']['announce_minus_beep_end_ms']['p50']),
    ('messages clipped, with beep', lambda r: message(r, 'with_beep', 'clipped')),
    ('messages on time, with beep (%)', lambda r: 100 * message(r, 'with_beep', 'on_time')),
    ('messages on time, without (%)', lambda r: 100 * message(r, 'without_beep', 'on_time')),
    ('SIT exact (%)', lambda r: None if exact_sit(r) is None else 100 * exact_sit(r)),
    ('fax exact (%)', lambda r: 100 * tone('fax')(r)),
    ('busy exact (%)', lambda r: 100 * tone('busy')(r)),
    ('every class exact (%)', lambda r: 100 * r['multiclass_accuracy']['rate']),
    ('every class lenient (%)', lambda r: 100 * r['multiclass_accuracy_lenient']['rate']),
]


def main():
    reports = {'sound': [], 'words': []}
    for path in sys.argv[1:]:
        with open(path, encoding='utf-8') as f:
            reports['words' if path.endswith('.words.json') else 'sound'].append(json.load(f))
    print('%-40s %s' % ('least .. mean .. most over the seeds', '   '.join('%-26s' % k for k in reports)))
    for name, figure in FIGURES:
        cells = []
        for some in reports.values():
            xs = sorted(x for x in map(figure, some) if x is not None)
            cells.append('%7.1f .. %7.1f .. %7.1f' % (xs[0], sum(xs) / len(xs), xs[-1]) if xs else '%26s' % '-')
        print('%-40s %s' % (name, '   '.join(cells)))


if __name__ == '__main__':
    main()
