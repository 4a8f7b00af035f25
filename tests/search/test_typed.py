"""What people type, asked of the browser's engine: in Node without a page, over papers of our own."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from benchmarks.corpus import put_files
from benchmarks.search import read_corpus
from conftest import RECORDED

from broadsheet.search.index import index_files
from broadsheet.search.index.letters import fold_text
from broadsheet.search.records import Record

HERE = Path(__file__).parents[1]
# Papers in the newest months, and the newest of the recorded ones.
NEWEST = 1371
DAILY = RECORDED / "data" / "hf-daily.jsonl.gz"
# Words with a digit that stand in one title, and in the texts of other papers.
DIGIT_WORDS = ("R1", "3D", "T5", "bm25", "100", "4090", "H2O", "70B", "GPT-4", "Llama-3.1", "CO2", "2x2")


def paper(number: int, title: str, abstract: str = "Nothing else.", **more: object) -> Record:
    values = {"id": f"2603.{number:05}", "day": date(2026, 3, 1) + timedelta(days=number // 9)}
    return Record(**(values | {"title": title, "abstract": abstract} | more))


def papers() -> list[Record]:
    made = []
    for word in DIGIT_WORDS:
        made.append(paper(len(made), f"Weighing {word} by hand"))
        made.append(paper(len(made), "A lamp", f"We weigh {word} as well."))
    named = {
        "doi-10.1101-2026.01.05.700013": {},
        "openreview-AbC123xyz": {},
        "hep-th-9901001": {},
        "doi-10.1093-bioinformatics-btab123-0a1b2c3d": {},
        "2603.00900": {"other_ids": ("doi-10.5555-stones.7",)},
    }
    for name, more in named.items():
        made.append(paper(len(made), "Known by another name", id=name, **more))
    return made


def write_index(folder: Path, records: list[Record]) -> Path:
    put_files(index_files(records, ()), folder)
    return folder


def run(*command: str, **more: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_engine_finds_what_is_typed(node, tmp_path):
    folder = write_index(tmp_path, papers())
    run(node, "--test", str(HERE / "search_typed.test.mjs"), INDEX=str(folder))


def ask(node: str, folder: Path, queries: list[str]) -> list[dict]:
    """Return for each query all papers that match, by their numbers, and whether one is said to be it."""
    asked = folder / "queries.json"
    asked.write_text(json.dumps(queries), "utf-8")
    return json.loads(run(node, str(HERE / "search_matches.mjs"), str(folder), str(asked)))


# Words of our own, of which titles in three languages are put together.
CHINESE = (
    "大模型 图像 视频 生成 检测 推理 强化学习 机器人 语音 识别 翻译 多模态 注意力 机制 优化 数据 集 "
    "评测 对齐 压缩 蒸馏 量化 检索 增强 知识 图谱 分子 蛋白质 气象 预测 医学 影像 分割 三维 重建 代码 "
    "安全 隐私 联邦 稀疏 长文本 记忆 规划 因果"
)
JAPANESE = (
    "深層学習 モデル 画像 生成 による 音声 認識 ロボット 制御 のための データ 拡張 評価 強化学習 言語 "
    "翻訳 医療 予測 ネットワーク グラフ 検索 要約 対話 システム 推論 効率 圧縮 知識 点群 動画 異常 "
    "検知 自動運転 シミュレーション がん 診断 気象 分子"
)
KOREAN = (
    "언어 모델 학습 이미지 생성 을위한 강화학습 데이터 평가 추론 로봇 제어 음성 인식 번역 의료 영상 "
    "분할 예측 그래프 신경망 검색 증강 지식 증류 양자화 효율 다중모달 비디오 자율주행 시뮬레이션 "
    "단백질 구조 날씨 보안 연합 요약 대화 시스템"
)
LATIN = ("LLM", "GPT", "3D", "RAG", "Transformer", "BERT")


def titles_without_spaces() -> list[str]:
    dice = random.Random("titles")
    titles: dict[str, None] = {}
    while len(titles) < 500:
        language = (CHINESE, JAPANESE, KOREAN)[len(titles) % 3]
        words = dice.sample(language.split(), dice.randint(4, 7))
        if dice.random() < 0.3:
            words.insert(dice.randrange(len(words)), dice.choice(LATIN))
        gaps = ("", " ", "") if language is KOREAN else ("", "", "、")
        titles["".join(word + dice.choice(gaps) for word in words).strip("、 ")] = None
    return list(titles)


def neighbours(title: str, count: int) -> set[str]:
    """Return all runs of ``count`` characters of a title that are letters of its own script."""
    runs = re.findall(r"[^\x00-\x7f、]+", title)
    return {run[at : at + count] for run in runs for at in range(len(run) - count + 1)}


def test_every_pair_of_characters_and_four_of_a_title_are_found(node, tmp_path):
    titles = titles_without_spaces()
    records = [paper(number, title, abstract="") for number, title in enumerate(titles)]
    holding: dict[str, set[int]] = defaultdict(set)
    for number, title in enumerate(titles):
        for pair in neighbours(title, 2):
            holding[pair].add(number)
    pairs = sorted(holding)
    fours = sorted((four, number) for number, title in enumerate(titles) for four in neighbours(title, 4))
    asked = [*pairs, *(four for four, _ in fours[::7])]
    answers = ask(node, write_index(tmp_path, records), asked)
    recalls = []
    for pair, answer in zip(pairs, answers, strict=False):
        assert set(answer["matches"]) == holding[pair], pair
        if len(holding[pair]) <= 5:
            recalls.append(len(holding[pair] & set(answer["best"])) / len(holding[pair]))
    assert sum(recalls) / len(recalls) >= 0.95
    saying_all = [{number for number, title in enumerate(titles) if four in title} for four, _ in fours[::7]]
    found = [
        len(wanted & set(answer["best"])) / min(len(wanted), 10)
        for wanted, answer in zip(saying_all, answers[len(pairs) :], strict=True)
    ]
    assert sum(found) / len(found) >= 0.95


@pytest.mark.slow  # it reads thousands of papers
def test_every_word_with_a_digit_lists_every_recorded_paper_that_says_it(node, tmp_path):
    if not DAILY.exists():
        pytest.skip("needs recorded papers")
    records, _ = read_corpus(str(DAILY))
    newest = records[-NEWEST:]
    saying: dict[str, set[int]] = defaultdict(set)
    for number, record in enumerate(newest):
        text = " ".join(
            (record.title, record.abstract, *record.keywords, record.organisation, *record.authors)
        )
        for word in re.findall(r"[^\W_]*[0-9][^\W_]*", fold_text(text)):
            saying[word].add(number)
    words = sorted(saying)
    assert len(words) > 1000
    answers = ask(node, write_index(tmp_path, newest), words)
    missing = {}
    for word, answer in zip(words, answers, strict=True):
        assert answer["direct"] is None, word
        left_out = saying[word] - set(answer["matches"])
        if left_out:
            missing[word] = left_out
    assert not missing
